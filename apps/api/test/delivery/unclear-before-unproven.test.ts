import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkflowEngine } from '../../src/ports/workflow-engine.ts'
import { startWorker } from './start-worker.ts'
import { createWorld, until, type World } from './workflow-world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

it('judges what is unclear before it looks for proof of what is confirmed', async () => {
  const asked: string[] = []
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const history: WorkflowEngine['history'] = async (executionArn, nextToken) => {
    asked.push(executionArn)
    await held
    return world.deps.engine.history(executionArn, nextToken)
  }
  const engine = { ...world.deps.engine, history }
  // Seldom enough that no sweep reads a history meanwhile.
  const worker = await startWorker({ ...world, deps: { ...world.deps, engine } }, { livenessMs: 600_000 })

  const unclear = await world.startOne()
  world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop', count: 1 })
  await world.vote(unclear.id)
  await until(() => asked[0])
  // Each of these wakes the search for evidence.
  const confirmed = []
  for (let more = 0; more < 3; more += 1) {
    const { id } = await world.startOne()
    await world.vote(id)
    await until(async () => ((await world.callbackOf(id)).status === 'confirmed' ? true : undefined))
    confirmed.push(id)
  }
  expect(new Set(asked)).toEqual(new Set([unclear.executionArn]))

  letGo()
  for (const id of [unclear.id, ...confirmed])
    await until(async () => ((await world.callbackOf(id)).historyEvent ? true : undefined))
  await worker.stop()
})
