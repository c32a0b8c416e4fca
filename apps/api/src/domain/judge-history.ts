import type { DecisionId } from '@countersign/shared/ids'
import type { CloseReason } from '@countersign/shared/statuses'
import type { HistoryEvent } from './history-event.ts'
import { enclosingScopes, failedScope } from './history-scopes.ts'
import type { TaskToken } from './task-token.ts'

/** What an execution's history says about one task token (I4). */
export type Verdict =
  /** It carries our witness: the workflow continued with this decision. */
  | { readonly kind: 'ours'; readonly event: HistoryEvent }
  /** Somebody else answered the task: whoever did holds the token. */
  | { readonly kind: 'elsewhere'; readonly event: HistoryEvent }
  /** The task ended without an answer. */
  | { readonly kind: 'ended'; readonly reason: CloseReason; readonly event: HistoryEvent }
  /** The task still waits, as far as this history goes. */
  | { readonly kind: 'open' }
  /** The token does not occur: the history lags, or the token travelled where it is not recorded (activities). */
  | { readonly kind: 'notFound' }

const SUCCEEDED = new Set(['TaskSucceeded', 'ActivitySucceeded'])
const FAILED = new Set(['TaskFailed', 'ActivityFailed'])
const TIMED_OUT = new Set(['TaskTimedOut', 'ActivityTimedOut'])
const NEVER_WAITED = new Set(['TaskStartFailed', 'TaskSubmitFailed'])
const EXECUTION_END: Readonly<Record<string, CloseReason>> = {
  ExecutionSucceeded: 'execution_succeeded',
  ExecutionFailed: 'execution_failed',
  ExecutionAborted: 'execution_aborted',
  ExecutionTimedOut: 'execution_timed_out',
}
/** The history's clock and ours need not agree to the millisecond about when a timeout was up. */
const TIMEOUT_SLACK_MS = 500

/**
 * Finds the TaskScheduled whose parameters carry the token, follows the events that continue it to the one that closed
 * it, and tells ours from others by the witness. Where nothing continues it to a close, the failure of a Parallel or
 * Map around it, or the end of the execution, closed it.
 * @param history in any order; it may lack its oldest part as long as it reaches back to the TaskScheduled
 * @param decisionId the witness; `null` when no decision was made, so that any answer is somebody else's
 */
export function judgeHistory(
  history: readonly HistoryEvent[],
  token: TaskToken,
  decisionId: DecisionId | null,
): Verdict {
  const events = [...history].sort((a, b) => a.id - b.id)
  const scheduled = scheduledWith(events, token)
  if (!scheduled) return judgeByWitness(events, decisionId)

  const chain = continuation(events, scheduled)
  const closing = chain.find(closesTask)
  if (closing) return judgeClosing(closing, chain, decisionId)

  const byId = new Map(events.map((event) => [event.id, event]))
  const around = enclosingScopes(byId, scheduled)
  const later = events.filter((event) => event.id > scheduled.id)
  const scopeFailure = later.find((event) => around.includes(failedScope(byId, event) ?? 0))
  if (scopeFailure) return { kind: 'ended', reason: 'sibling_failed', event: scopeFailure }
  return later.map(executionEnd).find((end) => end !== undefined) ?? { kind: 'open' }
}

/**
 * The first one: later tasks may be handed the same token as data, but only its own task was scheduled with it first.
 * @param events in the order of their ids
 */
export const scheduledWith = (events: readonly HistoryEvent[], token: TaskToken): HistoryEvent | undefined =>
  events.find((event) => event.type === 'TaskScheduled' && carries(event, token))

/** Without the token only our own witness proves an answer, and only the execution's end proves that there is none. */
function judgeByWitness(events: readonly HistoryEvent[], decisionId: DecisionId | null): Verdict {
  const answer = decisionId && events.find((event) => isAnswer(event) && isWitness(event, decisionId))
  if (answer) return { kind: 'ours', event: answer }
  const last = events.findLast((event) => event.type in EXECUTION_END || event.type === 'ExecutionRedriven')
  return (last && executionEnd(last)) ?? { kind: 'notFound' }
}

function judgeClosing(closing: HistoryEvent, chain: readonly HistoryEvent[], decisionId: DecisionId | null): Verdict {
  if (TIMED_OUT.has(closing.type)) return { kind: 'ended', reason: timeoutReason(closing, chain), event: closing }
  if (NEVER_WAITED.has(closing.type)) return { kind: 'ended', reason: 'task_gone', event: closing }
  if (decisionId && isWitness(closing, decisionId)) return { kind: 'ours', event: closing }
  // A task that failed before it was submitted failed by itself: the call that should have handed out the token did.
  const waited = chain.some((event) => event.type === 'TaskSubmitted' || event.type === 'ActivityStarted')
  if (FAILED.has(closing.type) && !waited) return { kind: 'ended', reason: 'task_gone', event: closing }
  return { kind: 'elsewhere', event: closing }
}

/** The history writes `States.Timeout` for both; only the clocks tell which of the two ran out. */
function timeoutReason(closing: HistoryEvent, chain: readonly HistoryEvent[]): CloseReason {
  const { timeoutSeconds, heartbeatSeconds } = chain[0] ?? closing
  if (heartbeatSeconds === undefined) return 'task_timed_out'
  const started = chain.find((event) => event.type === 'TaskStarted') ?? chain[0] ?? closing
  const waitedMs = closing.at.getTime() - started.at.getTime()
  const timeoutIsUp = timeoutSeconds !== undefined && waitedMs >= timeoutSeconds * 1000 - TIMEOUT_SLACK_MS
  return timeoutIsUp ? 'task_timed_out' : 'heartbeat_missed'
}

/** The task's own events in order, up to the one that closed it. */
function continuation(events: readonly HistoryEvent[], scheduled: HistoryEvent): readonly HistoryEvent[] {
  const chain = [scheduled]
  for (const event of events) {
    const last = chain.at(-1)
    if (!last || closesTask(last)) break
    if (event.previousEventId === last.id && event.type !== 'TaskStateAborted') chain.push(event)
  }
  return chain
}

const isAnswer = (event: HistoryEvent): boolean => SUCCEEDED.has(event.type) || FAILED.has(event.type)

const closesTask = (event: HistoryEvent): boolean =>
  isAnswer(event) || TIMED_OUT.has(event.type) || NEVER_WAITED.has(event.type)

function executionEnd(event: HistoryEvent): Verdict | undefined {
  const reason = EXECUTION_END[event.type]
  return reason && { kind: 'ended', reason, event }
}

/** Serialisers differ in what they escape: `=` as \u003d, `/` as \/, once more for every JSON text inside JSON. */
function carries(event: HistoryEvent, token: TaskToken): boolean {
  const parameters = event.parameters ?? ''
  const value = token.reveal()
  if (parameters.includes(value)) return true
  return parameters
    .replace(/\\+u00(3d|2b|2f)/gi, decodeEscape)
    .replace(/\\+\//g, '/')
    .includes(value)
}

const decodeEscape = (_escape: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))

/** Our answer names its decision in the output, or in the cause of a failure. */
function isWitness(event: HistoryEvent, decisionId: DecisionId): boolean {
  const answer = SUCCEEDED.has(event.type) ? event.output : event.cause
  if (answer === undefined) return false
  try {
    const parsed: unknown = JSON.parse(answer)
    return typeof parsed === 'object' && parsed !== null && 'decisionId' in parsed && parsed.decisionId === decisionId
  } catch {
    return false
  }
}
