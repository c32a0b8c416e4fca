import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { CloseReason } from '@countersign/shared/statuses'
import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import type { HistoryEvent } from '../domain/history-event.ts'
import { STEP_FUNCTIONS } from '../domain/own-actors.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { NewAuditEntry, Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { judgeTask } from './judge-task.ts'
import { linkRetry } from './link-retry.ts'
import { openToken } from './open-token.ts'

interface Deps {
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
  metrics: Pick<Metrics, 'approvalClosed'>
  log: Log
}

interface Command {
  readonly approvalId: ApprovalId
  readonly attemptId: AttemptId
  readonly executionArn: string
  /** What is believed when the history does not tell: a dead token with an unreadable history still leaves the inbox. */
  readonly otherwise: CloseReason | null
}

export type GoneResult =
  /** It has left every queue, with this reason. */
  | { readonly kind: 'closed'; readonly reason: CloseReason }
  /** Decided, superseded or closed before: delivery or the newer attempt takes care of it. */
  | { readonly kind: 'notOurs' }
  /** By its history the task still waits. */
  | { readonly kind: 'stillWaiting' }
  /** The history does not tell, and nothing was to be believed otherwise. */
  | { readonly kind: 'unclear'; readonly error: string }

/** The clock or the silence ended these; everything else ended for reasons of the workflow. */
const EXPIRES: ReadonlySet<CloseReason> = new Set<CloseReason>(['task_timed_out', 'heartbeat_missed'])

/**
 * Finds out from the history why a task no longer waits and takes its approval out of every queue, with the reason.
 * One compare-and-swap (I1): a decision made meanwhile wins, and its delivery will find the same history.
 */
export async function closeGoneApproval(deps: Deps, command: Command): Promise<GoneResult> {
  const found = await findReason(deps, command)
  if (found.kind !== 'reason') return found
  const closed = await deps.unitOfWork.transaction((stores) => close(stores, command, found.reason, found.event))
  if (!closed) return { kind: 'notOurs' }
  deps.metrics.approvalClosed(found.reason)
  const fields = { approvalId: command.approvalId, executionArn: command.executionArn, reason: found.reason }
  if (found.reason === 'answered_elsewhere')
    deps.log.error(
      { ...fields, alert: 'closed_elsewhere' },
      'somebody else answered the task: its token is in other hands',
    )
  else deps.log.info(fields, 'approval closed: the workflow no longer waits')
  if (found.event) await linkRetry(deps, command, found.event)
  return { kind: 'closed', reason: found.reason }
}

type Found =
  | { readonly kind: 'reason'; readonly reason: CloseReason; readonly event: HistoryEvent | null }
  | Extract<GoneResult, { kind: 'stillWaiting' | 'unclear' }>

async function findReason(deps: Deps, { executionArn, attemptId, otherwise }: Command): Promise<Found> {
  const opened = await openToken(deps, { executionArn, attemptId })
  const judgement =
    opened.kind === 'opened'
      ? await judgeTask(deps, { executionArn, token: opened.token, decisionId: null })
      : ({ kind: 'unavailable', error: opened.kind === 'lost' ? opened.detail : opened.error } as const)
  switch (judgement.kind) {
    case 'ended':
      return { kind: 'reason', reason: judgement.reason, event: judgement.event }
    case 'ours':
    case 'elsewhere':
      return { kind: 'reason', reason: 'answered_elsewhere', event: judgement.event }
    case 'open':
      return otherwise ? { kind: 'reason', reason: otherwise, event: null } : { kind: 'stillWaiting' }
    case 'notFound':
    case 'forbidden':
    case 'missing':
    case 'unavailable':
      if (otherwise) return { kind: 'reason', reason: otherwise, event: null }
      return { kind: 'unclear', error: 'error' in judgement ? judgement.error : judgement.kind }
  }
}

async function close(
  stores: Stores,
  { approvalId, attemptId }: Command,
  reason: CloseReason,
  event: HistoryEvent | null,
): Promise<boolean> {
  const approval = await stores.approvals.find(approvalId)
  if (approval?.status !== 'pending' || approval.attempt.id !== attemptId) return false
  const at = await stores.now()
  const to = EXPIRES.has(reason) ? 'expired' : 'withdrawn'
  const detail = CLOSE_SENTENCES[reason]
  if (!(await stores.approvals.change(approval, { to, at, beforeDeadline: false, closed: { at, reason, detail } })))
    return false
  await stores.approvals.closeAttempt(attemptId, at)
  const proof = event && { id: event.id, type: event.type, at: event.at.toISOString() }
  const entry: NewAuditEntry = {
    type: `approval.${to}`,
    approvalId,
    actor: STEP_FUNCTIONS,
    at,
    data: { reason, attempt: approval.attempt.number, historyEvent: proof },
  }
  const alarm: NewAuditEntry = { ...entry, type: 'security.closed_elsewhere' }
  await stores.audit.append(entry, ...(reason === 'answered_elsewhere' ? [alarm] : []))
  return true
}
