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
beforeAll(async () => {
  world = await createWorld({
    handlers: {
      breaks: () => {
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

const beside = (sibling: object) => ({
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      End: true,
      Branches: [
        { StartAt: 'Review', States: { Review: waitingState({}, { End: true }) } },
        { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 1, Next: 'Sibling' }, Sibling: sibling } },
      ],
    },
  },
})

async function left(id: ApprovalId) {
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
  expect(await left(id)).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_aborted' } })
  expect(await refusal(id)).toMatchObject({ kind: 'refused' })
  expect((await world.auditTypes(id)).slice(0, 2)).toEqual(['approval.requested', 'approval.withdrawn'])
})

it.concurrent('leaves the inbox within 5 s when the execution times out', async () => {
  const { executionArn, id } = await world.startOne({ ...oneGate(), TimeoutSeconds: 1 })
  expect((await world.ended(executionArn)).status).toBe('TIMED_OUT')
  expect(await left(id)).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_timed_out' } })
  expect(await refusal(id)).toMatchObject({ kind: 'refused' })
})

it.concurrent('leaves the inbox within 5 s when a sibling branch fails', async () => {
  const sibling = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'breaks' },
    End: true,
  }
  const { executionArn, id } = await world.startOne(beside(sibling))
  expect((await world.ended(executionArn)).status).toBe('FAILED')
  expect(await left(id)).toMatchObject({ status: 'withdrawn', closed: { reason: 'sibling_failed' } })
  expect(await refusal(id)).toMatchObject({ kind: 'refused' })
})

it.concurrent('leaves the inbox within 5 s when a sibling fails and the execution goes on', async () => {
  const parallel = beside({ Type: 'Fail', Error: 'Broken' })
  const { Both } = parallel.States
  const { End: _end, ...both } = Both
  const { executionArn, id } = await world.startOne({
    StartAt: 'Both',
    States: {
      Both: { ...both, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GoOn' }], Next: 'GoOn' },
      GoOn: { Type: 'Wait', Seconds: 3_600, End: true },
    },
  })
  await until(() => (world.engine.controls.openTokens(executionArn).length === 0 ? true : undefined))
  expect(await left(id)).toMatchObject({ status: 'withdrawn', closed: { reason: 'sibling_failed' } })
  await world.engine.client.send(new StopExecutionCommand({ executionArn }))
})

it.concurrent('expires with its reason when the task times out', async () => {
  const { id } = await world.startOne(oneGate({ timeoutSeconds: 2 }, { TimeoutSeconds: 2, End: true }))
  const { approval } = await world.dossier(id)
  expect(approval.deadline?.because).toBe('task timeout')
  expect(await left(id)).toMatchObject({ status: 'expired', closed: { reason: 'task_timed_out' } })
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
  expect(await left(id)).toMatchObject({ status: 'withdrawn', closed: { reason: 'execution_aborted' } })
  expect((await world.dossier(id)).lastBeatAt).toBeNull()
})
