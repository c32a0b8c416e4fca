import type { CallbackStatus, OutcomeKind, Via } from '@countersign/shared/statuses'
import type { SlackAnswer } from '../domain/slack/answer.ts'
import type { Judgement } from '../domain/webhooks/judge-try.ts'
import type { ReadBacklog } from './backlog.ts'
import type { JobName } from './jobs.ts'
import type { MailAnswer } from './mailer.ts'
import type { SlackClient } from './slack-client.ts'

/**
 * What operators watch. Labels are closed lists: never an id, a name or anything a client chose, so that the number of
 * series stays bounded.
 */
export interface Metrics {
  approvalRegistered(result: 'new' | 'attempt' | 'repeated' | 'late'): void
  voteCast(via: Via, result: 'counted' | 'refused'): void
  decisionMade(kind: OutcomeKind, via: Via): void
  approvalClosed(reason: string): void
  requestServed(request: { method: string; route: string; status: number; seconds: number }): void
  eventClients(count: number): void
  /** A signed message from outside: `unverified` when nobody could be believed to have sent it. */
  callbackReceived(
    kind: 'answer' | 'heartbeat',
    result: 'taken' | 'ignored' | 'refused' | 'replayed' | 'unverified',
  ): void
  /** A callback reached this status. */
  callbackMoved(to: CallbackStatus): void
  /** One call to Step Functions: the API's name and what `classify` made of the answer. */
  workflowCall(
    api: 'success' | 'failure' | 'heartbeat' | 'describe' | 'history',
    outcome: string,
    seconds: number,
  ): void
  /** From the decision's commit to the engine's acceptance. */
  deliveryLag(seconds: number): void
  heartbeatsScheduled(count: number): void
  /** How much later than planned a beat went out. */
  heartbeatLag(seconds: number): void
  heartbeatShardsOwned(count: number): void
  /** One try of a webhook, and how long the receiver took. */
  webhookTried(result: Judgement['kind'], seconds: number): void
  /** A forward that was not sent, because nobody can answer it any more. */
  webhookDropped(): void
  slackCalled(method: keyof SlackClient, result: SlackAnswer<unknown>['kind'], seconds: number): void
  mailTried(result: MailAnswer['kind']): void
  /** One run of a job: `again` and `failed` threw, and `failed` will not be tried again. */
  jobRan(job: JobName | 'unknown', result: 'done' | 'again' | 'failed'): void
  /** A look at the audit log: signing stopped, the age of the oldest entry under no checkpoint, what no anchor holds. */
  auditWatched(look: { halted: boolean; unsignedSeconds: number; unanchored: number; guardFaults: number }): void
  auditAnchored(result: 'written' | 'failed'): void
  /** `read` is called when metrics are collected, and not again for some seconds. */
  observeBacklog(read: ReadBacklog): void
  /** `read` is called when metrics are collected. */
  observePool(read: () => { total: number; idle: number; waiting: number }): void
  /** Prometheus text format. */
  render(): Promise<{ contentType: string; text: string }>
}
