import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import type { ApprovalId } from '@countersign/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeGoneApproval } from '../../src/use-cases/close-gone-approval.ts'
import { recordExternalHeartbeat } from '../../src/use-cases/record-external-heartbeat.ts'
import { byKey, byUser } from '../builders.ts'
import { createWorld, oneGate, type World } from '../delivery/workflow-world.ts'
import { accepted, refusal } from '../support/test-core.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const beat = async (id: ApprovalId, principal = byKey()) => {
  const { executionArn } = (await world.dossier(id)).approval.source
  return recordExternalHeartbeat(
    {
      ...world.deps,
      closeGone: async (approvalId, attemptId) => {
        await closeGoneApproval(world.deps, { approvalId, attemptId, executionArn, otherwise: 'task_gone' })
      },
    },
    { principal, approvalId: id },
  )
}
const external = (overrides: object = {}) =>
  oneGate(
    { heartbeatMode: 'external', heartbeatSeconds: 600, timeoutSeconds: 3_600, ...overrides },
    { HeartbeatSeconds: 600, TimeoutSeconds: 3_600, End: true },
  )

describe('a heartbeat of an outside system', () => {
  it('reaches the engine and moves the deadline, without a new version', async () => {
    const { id } = await world.startOne(external())
    const before = (await world.dossier(id)).approval
    expect(before.deadline?.because).toBe('external heartbeat')
    await world.shiftDatabaseClock(120)
    const { deadline } = accepted(await beat(id))
    await world.shiftDatabaseClock(0)
    const after = await world.dossier(id)
    expect(after.approval).toMatchObject({ version: before.version, deadline })
    const movedMs = (deadline?.at.getTime() ?? 0) - (before.deadline?.at.getTime() ?? 0)
    expect(movedMs).toBeGreaterThanOrEqual(120_000)
    expect(after.lastBeatAt).toEqual(new Date((deadline?.at.getTime() ?? 0) - 600_000))
  })

  it('never moves the deadline beyond the timeout of the task', async () => {
    const { id } = await world.startOne(external({ timeoutSeconds: 601 }))
    await world.shiftDatabaseClock(300)
    expect(accepted(await beat(id)).deadline?.because).toBe('task timeout')
    await world.shiftDatabaseClock(0)
  })

  it('finds out that the workflow was stopped, and says so', async () => {
    const { id, executionArn } = await world.startOne(external())
    await world.engine.client.send(new StopExecutionCommand({ executionArn }))
    expect(refusal(await beat(id))).toMatchObject({ code: 'withdrawn', reason: 'execution_aborted' })
    expect(refusal(await beat(id))).toMatchObject({ code: 'withdrawn' })
  })

  it('is refused where Countersign itself beats, and from those who may not', async () => {
    const service = await world.startOne(oneGate({ heartbeatSeconds: 600 }))
    expect(refusal(await beat(service.id))).toMatchObject({ code: 'not-permitted', rule: 'service-heartbeats' })
    const { id } = await world.startOne(external())
    expect(refusal(await beat(id, byKey({ scopes: ['approvals:read'] })))).toMatchObject({ code: 'missing-scope' })
    expect(refusal(await beat(id, byUser('usr_ana')))).toMatchObject({ rule: 'key-only' })
    expect(refusal(await beat(id, byKey({ teams: ['platform' as never] })))).toMatchObject({ code: 'not-found' })
  })
})
