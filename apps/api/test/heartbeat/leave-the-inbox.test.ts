import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import type { ApprovalId } from '@countersign/shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorker } from '../delivery/start-worker.ts'
import { createWorld, oneGate, until, type World, waitingState } from '../delivery/workflow-world.ts'

/** Acceptance 5, with the default LIVENESS_SECONDS. */
const WITHIN_MS = 5_000
const LIVENESS_MS = 3_000

let world: World
let worker: Awaited<ReturnType<typeof startWorker>>
/** What the siblings wait for, by execution: each test lets its own go when its approval is registered. */
const goes = new Map<string, () => void>()
const siblingGoes = (executionArn: string) => new Promise<void>((resolve) => goes.set(executionArn, resolve))
beforeAll(async () => {
  world = await createWorld({
    handlers: {
      waits: async (_input, { executionArn }) => siblingGoes(executionArn).then(() => ({})),
      breaks: async (_input, { executionArn }) => {
        await siblingGoes(executionArn)
        throw new Error('the sibling fails')
      },
    },
  })
  worker = await startWorker(world, { livenessMs: LIVENESS_MS })
})
afterAll(async () => {
  await worker.stop()
  await world.close()
})

const calls = (FunctionName: string, more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName },
  ...more,
})

const beside = (sibling: object) => ({
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      End: true,
      Branches: [{ StartAt: 'Review', States: { Review: waitingState({}, { End: true }) } }, sibling],
    },
  },
})

const letSiblingGo = async (executionArn: string) => (await until(() => goes.get(executionArn)))()

const isDead = (executionArn: string) =>
  until(() => (world.engine.controls.openTokens(executionArn).length === 0 ? true : undefined))

async function left(id: ApprovalId, executionArn: string) {
  await isDead(executionArn)
  const from = performance.now()
  const approval = await until(async () => {
    const { approval } = await world.dossier(id)
    return approval.status === 'pending' ? undefined : approval
  })
  expect(performance.now() - from).toBeLessThan(WITHIN_MS)
  return approval
}

async function refusal(id: ApprovalId) {
  const result = await world.vote(id)
  return result.kind === 'refused' ? result : { kind: result.kind }
}

it.concurrent('leaves the inbox within 5 s when the execution is stopped, and refuses votes with the reason', async () => {
  const { executionArn, id } = await world.startOne()
  await world.engine.client.send(new StopExecutionCommand({ executionArn }))
  expect(await left(id, executionArn)).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_aborted' } })
  expect(await refusal(id)).toMatchObject({ kind: 'refused' })
  expect((await world.auditTypes(id)).slice(0, 2)).toEqual(['approval.requested', 'approval.withdrawn'])
})

it.concurrent('leaves the inbox within 5 s when the execution times out', async () => {
  const { executionArn, id } = await world.startOne({ ...oneGate(), TimeoutSeconds: 10 })
  expect((await world.ended(executionArn)).status).toBe('TIMED_OUT')
  expect(await left(id, executionArn)).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_timed_out' } })
  expect(await refusal(id)).toMatchObject({ kind: 'refused' })
})

it.concurrent('leaves the inbox within 5 s when a sibling branch fails', async () => {
  const sibling = { StartAt: 'Sibling', States: { Sibling: calls('breaks', { End: true }) } }
  const { executionArn, id } = await world.startOne(beside(sibling))
  await letSiblingGo(executionArn)
  expect(await left(id, executionArn)).toMatchObject({ status: 'withdrawn', closed: { reason: 'sibling_failed' } })
  expect((await world.ended(executionArn)).status).toBe('FAILED')
  expect(await refusal(id)).toMatchObject({ kind: 'refused' })
})

it.concurrent('leaves the inbox within 5 s when a sibling fails and the execution goes on', async () => {
  const { Both } = beside({
    StartAt: 'Sibling',
    States: { Sibling: calls('waits', { Next: 'Fail' }), Fail: { Type: 'Fail', Error: 'Broken' } },
  }).States
  const { End: _end, ...both } = Both
  const { executionArn, id } = await world.startOne({
    StartAt: 'Both',
    States: {
      Both: { ...both, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GoOn' }], Next: 'GoOn' },
      GoOn: { Type: 'Wait', Seconds: 3_600, End: true },
    },
  })
  await letSiblingGo(executionArn)
  expect(await left(id, executionArn)).toMatchObject({ status: 'withdrawn', closed: { reason: 'sibling_failed' } })
  await world.engine.client.send(new StopExecutionCommand({ executionArn }))
})

it.concurrent('expires with its reason when the task times out', async () => {
  const { executionArn, id } = await world.startOne(oneGate({ timeoutSeconds: 10 }, { TimeoutSeconds: 10, End: true }))
  const { approval } = await world.dossier(id)
  expect(approval.deadline?.because).toBe('task timeout')
  expect(await left(id, executionArn)).toMatchObject({ status: 'expired', closed: { reason: 'task_timed_out' } })
  const { rows } = await world.owner.query<{ leaf: string }>(
    `select leaf from audit_entry where approval_id = $1 and type = 'approval.expired'`,
    [id],
  )
  expect(JSON.parse(String(rows[0]?.leaf))).toMatchObject({ data: { historyEvent: { type: 'TaskTimedOut' } } })
})

it.concurrent('finds by the sweep that an execution waiting for external heartbeats was stopped, without ever beating it', async () => {
  const external = { heartbeatMode: 'external', heartbeatSeconds: 600 }
  const { executionArn, id } = await world.startOne(oneGate(external, { HeartbeatSeconds: 600, End: true }))
  await world.engine.client.send(new StopExecutionCommand({ executionArn }))
  expect(await left(id, executionArn)).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_aborted' } })
  expect((await world.dossier(id)).lastBeatAt).toBeNull()
})
