import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorker } from './start-worker.ts'
import { createWorld, oneGate, until, type World } from './workflow-world.ts'

const DECISIONS = 200

let world: World
let worker: Awaited<ReturnType<typeof startWorker>>
beforeAll(async () => {
  world = await createWorld()
  worker = await startWorker(world)
})
afterAll(async () => {
  await worker.stop()
  await world.close()
})

// A3: the engine carries out every fifth answer and loses the reply, and throttles every fifth.
it('confirms 200 decisions by their history events although every fifth reply is lost and every fifth call throttled', {
  timeout: 240_000,
}, async () => {
  const started = []
  for (let at = 0; at < DECISIONS; at += 1) started.push(await world.start(oneGate()))
  const ids = started.flatMap(({ approvalIds }) => approvalIds)
  expect(new Set(ids).size).toBe(DECISIONS)
  const tokens = world.engine.controls.openTokens().map(({ token }) => token)
  for (const api of ['SendTaskSuccess', 'SendTaskFailure']) {
    world.engine.controls.faults.add({ api, kind: 'acceptThenDrop', rate: 0.2, seed: 3 })
    world.engine.controls.faults.add({ api, kind: 'throttle', rate: 0.2, seed: 5 })
  }

  const votes = ids.map((id, index) => world.vote(id, index % 4 === 3 ? 'reject' : 'approve'))
  for (const vote of await Promise.all(votes)) expect(vote.kind).toBe('voted')

  const callbacks = await until(async () => {
    const { rows } = await world.owner.query<{ status: string; history_event_type: string | null }>(
      'select status, history_event_type from callback',
    )
    return rows.every((row) => row.history_event_type !== null) ? rows : undefined
  })
  expect(callbacks).toHaveLength(DECISIONS)
  expect(new Set(callbacks.map(({ status }) => status))).toEqual(new Set(['confirmed']))
  expect(callbacks.filter((row) => row.history_event_type === 'TaskFailed')).toHaveLength(DECISIONS / 4)
  // The engine took exactly one answer for each token.
  expect(tokens).toHaveLength(DECISIONS)
  expect(tokens.filter((token) => world.engine.controls.counters.answersTo(token).accepted !== 1)).toEqual([])
  const { rows } = await world.owner.query("select count(*)::int as n from audit_entry where type = 'callback.failed'")
  expect(rows).toEqual([{ n: 0 }])
  // The faults did strike.
  const calls = world.engine.controls.counters.calls()
  expect(calls.SendTaskSuccess?.dropped).toBeGreaterThan(10)
  expect(calls.SendTaskSuccess?.ThrottlingException).toBeGreaterThan(10)
})
