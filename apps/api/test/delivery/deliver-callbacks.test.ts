import { afterAll, beforeAll, expect, it } from 'vitest'
import { collectEvidence } from '../../src/use-cases/collect-evidence.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { createWorld, type World } from './workflow-world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const pass = { owner: 'worker-0000000a', leaseMs: 15_000, limit: 10 }

it('continues the workflow with the decision and shows the history event that proves it', async () => {
  const { executionArn, id } = await world.startOne()
  await world.vote(id)
  await Promise.all(await deliverCallbacks(world.deps, pass))

  const ended = await world.ended(executionArn)
  expect(ended.status).toBe('SUCCEEDED')
  expect(JSON.parse(String(ended.output))).toMatchObject({ outcome: 'approve', approved: true, approvalId: id })
  expect(await world.callbackOf(id)).toMatchObject({ status: 'confirmed', historyEvent: null })
  expect((await world.dossier(id)).attempts).toMatchObject([{ status: 'closed' }])

  expect(await collectEvidence(world.deps, { limit: 10 })).toEqual({ found: 1, sought: 1 })
  expect(await world.callbackOf(id)).toMatchObject({ status: 'confirmed', historyEvent: { type: 'TaskSucceeded' } })
  expect(await world.auditTypes(id)).toEqual([
    'approval.requested',
    'approval.voted',
    'approval.decided',
    'callback.confirmed',
    'callback.confirmed',
  ])
})
