import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Principal } from '../../src/domain/principal.ts'
import type { WorkflowEngine } from '../../src/ports/workflow-engine.ts'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { expireApprovals } from '../../src/use-cases/expire-approvals.ts'
import { reconcileCallbacks } from '../../src/use-cases/reconcile-callbacks.ts'
import { releaseCallback } from '../../src/use-cases/release-callback.ts'
import { undoDecision } from '../../src/use-cases/undo-decision.ts'
import { createWorld, oneGate, type World } from './workflow-world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
afterEach(async () => {
  world.engine.controls.faults.clear()
  await world.shiftDatabaseClock(0)
})

const pass = { owner: 'worker-0000000a', leaseMs: 15_000, limit: 10 }
const ALL_SHARDS = [...Array(64).keys()]
const deliver = async (engine: Pick<WorkflowEngine, 'answer'> = world.deps.engine) =>
  Promise.all(await deliverCallbacks({ ...world.deps, engine }, pass))
const reviewer = (): Principal => world.asReviewer

it('parks what Step Functions refuses, alerts, and delivers it when an operator has repaired the reason', async () => {
  const { executionArn, id } = await world.startOne()
  await world.vote(id)
  const denied = { kind: 'refused', error: 'AccessDeniedException', detail: 'not authorized', requestId: 'r1' } as const
  await deliver({ answer: async () => denied })
  expect(await world.callbackOf(id)).toMatchObject({
    status: 'parked',
    detail: 'AccessDeniedException: not authorized',
  })
  expect(world.lines.map((line) => JSON.parse(line)).some((line) => line.alert === 'callback_parked')).toBe(true)
  expect(await world.deps.callbackQueue.parked()).toMatchObject([{ approvalId: id }])
  // Nothing happens by itself.
  await deliver()
  expect((await world.callbackOf(id)).status).toBe('parked')

  const actor = { kind: 'service', id: 'test', name: 'Operator' } as const
  expect(await releaseCallback(world.deps, { approvalId: id, actor })).toBe('released')
  expect(await releaseCallback(world.deps, { approvalId: id, actor })).toBe('notParked')
  await deliver()
  expect((await world.callbackOf(id)).status).toBe('confirmed')
  expect((await world.ended(executionArn)).status).toBe('SUCCEEDED')
})

it('parks a callback whose task token is lost, without holding up the others', async () => {
  const lost = await world.startOne()
  const good = await world.startOne()
  const { approval } = await world.dossier(lost.id)
  await world.deps.vault.remove(approval.attempt.id)
  await world.vote(lost.id)
  await world.vote(good.id)
  await deliver()
  expect((await world.callbackOf(lost.id)).status).toBe('parked')
  expect((await world.callbackOf(good.id)).status).toBe('confirmed')
})

it('sends a rejection as the failure that the outcome names', async () => {
  const rejects = { id: 'reject', kind: 'failure', label: 'Reject', error: 'RefundRejected' }
  const outcomes = [{ id: 'approve', kind: 'success', label: 'Approve' }, rejects]
  const { executionArn, id } = await world.startOne(oneGate({ outcomes }))
  await world.vote(id, 'reject')
  await deliver()
  const ended = await world.ended(executionArn)
  expect(ended).toMatchObject({ status: 'FAILED', error: 'RefundRejected' })
  expect(JSON.parse(String(ended.cause))).toMatchObject({ outcome: 'reject', approved: false })
})

it('sends a held decision only when its undo window has passed', async () => {
  const { id } = await world.startOne()
  await world.vote(id, 'approve', 10)
  await deliver()
  expect((await world.callbackOf(id)).status).toBe('held')
  expect(await world.deps.callbackQueue.nextDueInMs('send')).toBeLessThanOrEqual(10_000)
  await world.shiftDatabaseClock(11)
  await deliver()
  expect((await world.callbackOf(id)).status).toBe('confirmed')
})

it('lets either the undo or the delivery win, never both', async () => {
  const won = { undone: 0, sent: 0 }
  for (let round = 0; round < 20; round += 1) {
    const { id } = await world.startOne()
    await world.vote(id, 'approve', 10)
    // Due for the worker and still within the window for the person: the one instant where both may.
    await world.owner.query('update callback set due_at = countersign_now() where approval_id = $1', [id])
    const [undone] = await Promise.all([undoDecision(world.deps, { principal: reviewer(), approvalId: id }), deliver()])
    const { approval, callback } = await world.dossier(id)
    if (undone.kind === 'refused') {
      won.sent += 1
      expect([approval.status, callback?.status]).toEqual(['approved', 'confirmed'])
    } else {
      won.undone += 1
      expect(approval.status).toBe('pending')
      expect(world.engine.controls.openTokens(approval.source.executionArn)).toHaveLength(1)
    }
  }
  expect(won.undone + won.sent).toBe(20)
})

it('expires by the database clock when the engine cannot be asked, and not before the grace is over', async () => {
  const { id } = await world.startOne(oneGate({ timeoutSeconds: 600 }, { TimeoutSeconds: 600, End: true }))
  world.engine.controls.faults.add({ api: '*', kind: 'throttle' })
  const command = { shards: ALL_SHARDS, limit: 50 }
  await world.shiftDatabaseClock(601)
  expect(await expireApprovals(world.deps, command)).toMatchObject({ closed: 0 })
  expect((await world.dossier(id)).approval.status).toBe('pending')
  await world.shiftDatabaseClock(603)
  expect(await expireApprovals(world.deps, command)).toMatchObject({ closed: 1 })
  expect((await world.dossier(id)).approval).toMatchObject({ status: 'expired', closed: { reason: 'task_timed_out' } })
})

it('leases each due callback to one of many workers', async () => {
  const ids = await world.startMany(oneGate(), 20)
  for (const id of ids) await world.vote(id)
  const leases = await Promise.all(
    Array.from({ length: 8 }, (_, worker) =>
      world.deps.callbackQueue.lease('send', { owner: `worker-0000001${worker}`, leaseMs: 60_000, limit: 5 }),
    ),
  )
  const leased = leases.flat().map((lease) => lease.callbackId)
  expect(leased).toHaveLength(20)
  expect(new Set(leased).size).toBe(20)
  // Their owners are gone: the next worker judges what they held.
  await Promise.all(await reconcileCallbacks(world.deps, { ...pass, limit: 50 }))
  await world.owner.query(`update callback set due_at = countersign_now() where status = 'queued'`)
  await Promise.all(await deliverCallbacks(world.deps, { ...pass, limit: 50 }))
  for (const id of ids) expect((await world.callbackOf(id)).status).toBe('confirmed')
})
