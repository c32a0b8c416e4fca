import { SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { deliverCallbacks } from '../../src/use-cases/deliver-callbacks.ts'
import { reconcileCallbacks } from '../../src/use-cases/reconcile-callbacks.ts'
import { createWorld, type World } from './workflow-world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
afterEach(() => world.engine.controls.faults.clear())

const owner = 'worker-0000000a'
const deliver = async (leaseMs = 15_000) =>
  Promise.all(await deliverCallbacks(world.deps, { owner, leaseMs, limit: 10 }))
const reconcile = async () => Promise.all(await reconcileCallbacks(world.deps, { owner, leaseMs: 15_000, limit: 10 }))
const sends = () =>
  Object.values(world.engine.controls.counters.calls().SendTaskSuccess ?? {}).reduce((a, b) => a + b, 0)

/** What waits for a back-off or for the history to catch up becomes due. */
const hurry = () =>
  world.owner.query(`update callback set due_at = countersign_now() where status in ('queued', 'unconfirmed')`)

it('confirms an accepted answer whose reply was lost, and does not send it again', async () => {
  const { id } = await world.startOne()
  await world.vote(id)
  world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop' })
  const before = sends()
  await deliver()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'unconfirmed' })
  await hurry()
  await reconcile()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'confirmed', historyEvent: { type: 'TaskSucceeded' } })
  expect(sends() - before).toBe(1)
  expect((await world.auditTypes(id)).slice(-2)).toEqual(['callback.sent', 'callback.confirmed'])
})

it('sends again when the reply was lost and the history shows that the task still waits', async () => {
  const { executionArn, id } = await world.startOne()
  await world.vote(id)
  world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'refuseConnection', count: 1 })
  await deliver()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'unconfirmed' })
  await hurry()
  await reconcile()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'queued' })
  await hurry()
  await deliver()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'confirmed' })
  expect((await world.ended(executionArn)).status).toBe('SUCCEEDED')
})

it('raises the alarm when somebody else answered the task first', async () => {
  const { executionArn, id } = await world.startOne()
  const [open] = world.engine.controls.openTokens(executionArn)
  await world.engine.client.send(
    new SendTaskSuccessCommand({ taskToken: open?.token, output: '{"decisionId":"forged"}' }),
  )
  await world.vote(id)
  await deliver()
  await reconcile()
  expect(await world.callbackOf(id)).toMatchObject({
    status: 'closed_elsewhere',
    historyEvent: { type: 'TaskSucceeded' },
  })
  expect(await world.auditTypes(id)).toContain('security.closed_elsewhere')
  const alarm = world.lines.map((line) => JSON.parse(line)).find((line) => line.alert === 'closed_elsewhere')
  expect(alarm).toMatchObject({ level: 'error', approvalId: id })
  expect(world.lines.join('')).not.toContain(open?.token)
})

it('says too late when the execution had been stopped', async () => {
  const { executionArn, id } = await world.startOne()
  await world.vote(id)
  await world.engine.client.send(new StopExecutionCommand({ executionArn }))
  await deliver()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'unconfirmed' })
  await reconcile()
  expect(await world.callbackOf(id)).toMatchObject({
    status: 'too_late',
    historyEvent: { type: 'ExecutionAborted' },
    detail: 'The execution was stopped.',
  })
  expect((await world.auditTypes(id)).at(-1)).toBe('callback.failed')
})

it('never calls an answer confirmed while the history cannot be read', async () => {
  const { id } = await world.startOne()
  await world.vote(id)
  world.engine.controls.faults.add({ api: 'SendTaskSuccess', kind: 'acceptThenDrop', count: 1 })
  world.engine.controls.faults.add({ api: 'GetExecutionHistory', kind: 'throttle' })
  await deliver()
  await hurry()
  await reconcile()
  const callback = await world.callbackOf(id)
  expect(callback).toMatchObject({ status: 'unconfirmed' })
  expect(callback.detail).toMatch(/unknown/)
  world.engine.controls.faults.clear()
  await hurry()
  await reconcile()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'confirmed' })
})

it('judges the delivery of a worker that died between its lease and its record, before sending again', async () => {
  const { executionArn, id } = await world.startOne()
  await world.vote(id)
  // A worker leases it, sends it, and is gone: nothing is recorded.
  const [lease] = await world.deps.callbackQueue.lease('send', { owner: 'worker-dead0001', leaseMs: 60_000, limit: 1 })
  if (!lease) throw new Error('nothing leased')
  const [open] = world.engine.controls.openTokens(executionArn)
  if (lease.body.kind !== 'success') throw new Error('not a success')
  await world.engine.client.send(new SendTaskSuccessCommand({ taskToken: open?.token, output: lease.body.output }))
  const before = sends()
  await reconcile()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'confirmed', historyEvent: { type: 'TaskSucceeded' } })
  expect(sends() - before).toBe(0)
})

it('lets a worker that lost its lease record nothing, whatever it found out', async () => {
  const { id } = await world.startOne()
  await world.vote(id)
  const [stale] = await world.deps.callbackQueue.lease('send', { owner: 'worker-dead0002', leaseMs: 60_000, limit: 1 })
  const [fresh] = await world.deps.callbackQueue.lease('judge', { owner, leaseMs: 60_000, limit: 1 })
  if (!stale || !fresh) throw new Error('nothing leased')
  expect(fresh.fence).toBe(stale.fence + 1n)
  const settle = (lease: typeof stale) =>
    world.deps.unitOfWork.transaction((stores) =>
      stores.deliveries.settle(lease, { to: 'parked', result: 'refused', detail: 'old news', requestId: null }),
    )
  expect(await settle(stale)).toBeUndefined()
  expect(await world.callbackOf(id)).toMatchObject({ status: 'sending', detail: null })
  const { rows } = await world.owner.query(
    'select result from callback_attempt where callback_id = $1 order by number',
    [stale.callbackId],
  )
  expect(rows).toEqual([{ result: null }, { result: null }])
})
