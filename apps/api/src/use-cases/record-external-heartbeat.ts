import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { Approval, Deadline } from '../domain/approval.ts'
import { authorize } from '../domain/authorize.ts'
import { deadlineOf } from '../domain/deadline.ts'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import { refuseEnded } from '../domain/refuse-ended.ts'
import { refuseSuperseded } from '../domain/refuse-superseded.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { findKnown } from './find-known.ts'
import { openToken } from './open-token.ts'
import { recordDenial } from './record-denial.ts'
import { refreshPrincipal } from './refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly engine: Pick<WorkflowEngine, 'heartbeat'>
  readonly sealer: TokenSealer
  readonly vault: TokenVault
  /** Finds out why the engine no longer waits for this attempt, and closes the approval accordingly. */
  readonly closeGone: (approvalId: ApprovalId, attemptId: AttemptId) => Promise<void>
}

export interface RecordExternalHeartbeatCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  /** Whose task does the work, when the sender says so; a beat for an earlier attempt keeps none alive. */
  readonly attempt?: number
}

type Waiting = { readonly kind: 'waiting'; readonly approval: Approval }
export type Beaten = { readonly kind: 'beaten'; readonly deadline: Deadline | null }

/**
 * The outside system that does the work says it is alive. The engine hears it first: only a beat it took moves the
 * deadline. No log entry per beat; a missed one ends the task, and that is logged.
 */
export async function recordExternalHeartbeat(
  deps: Deps,
  command: RecordExternalHeartbeatCommand,
): Promise<Beaten | Refused> {
  const found = await deps.unitOfWork.transaction((stores) => findWaiting(stores, command))
  if (found.kind === 'refused') {
    await recordDenial(deps.unitOfWork, command.principal, 'heartbeat', command.approvalId, found)
    return found
  }
  const { approval } = found
  const { executionArn } = approval.source
  const opened = await openToken(deps, { attemptId: approval.attempt.id, executionArn })
  if (opened.kind !== 'opened') return unavailable('The task token cannot be read at the moment. Send it again.')
  const outcome = await deps.engine.heartbeat(executionArn, opened.token)
  switch (outcome.kind) {
    case 'accepted':
      return recordBeat(deps, approval)
    case 'gone':
      await deps.closeGone(approval.id, approval.attempt.id)
      return refuseGone(deps, command)
    case 'retryLater':
    case 'unknown':
      return unavailable('Step Functions did not take the heartbeat. Send it again.')
    case 'noAccess':
    case 'refused':
      return unavailable('Step Functions refuses heartbeats of this task; its operator has to look into it.')
  }
}

async function findWaiting(stores: Stores, command: RecordExternalHeartbeatCommand): Promise<Waiting | Refused> {
  const principal = await refreshPrincipal(stores.directory, command.principal)
  const found = await findKnown(stores.approvals, principal, command.approvalId)
  if (found.kind === 'refused') return found
  const { approval } = found
  const verdict = authorize(principal, 'heartbeat', approval)
  if (!verdict.allowed) return refused(verdict)
  if (approval.status !== 'pending') return refused(refuseEnded(approval))
  const { number } = approval.attempt
  if (command.attempt !== undefined && command.attempt !== number) return refused(refuseSuperseded(approval))
  if (approval.heartbeat?.mode !== 'external')
    return refused({
      code: 'not-permitted',
      rule: 'service-heartbeats',
      sentence: 'Countersign itself keeps this task alive. Register it with heartbeatMode "external" to beat for it.',
    })
  return { kind: 'waiting', approval }
}

async function recordBeat({ unitOfWork }: Deps, approval: Approval): Promise<Beaten | Refused> {
  return unitOfWork.transaction(async (stores) => {
    const at = await stores.now()
    const { attempt, source, timeoutSeconds, heartbeat } = approval
    const { expires } = approval.plan
    const { enteredTime } = source
    const deadline = deadlineOf({ ...attempt, enteredTime, timeoutSeconds, heartbeat, lastBeatAt: at, expires })
    if (await stores.approvals.recordExternalBeat(approval, at, deadline)) return { kind: 'beaten', deadline }
    const now = await stores.approvals.find(approval.id)
    if (now && now.status !== 'pending') return refused(refuseEnded(now))
    return refused(refuseSuperseded(now ?? approval))
  })
}

async function refuseGone({ unitOfWork }: Deps, command: RecordExternalHeartbeatCommand): Promise<Refused> {
  const found = await unitOfWork.transaction((stores) => findWaiting(stores, command))
  return found.kind === 'refused' ? found : unavailable('Step Functions no longer waits for this task.')
}

const unavailable = (sentence: string): Refused => refused({ code: 'unavailable', sentence, retryAfterSeconds: 1 })
