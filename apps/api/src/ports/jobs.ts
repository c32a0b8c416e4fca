import type { ApprovalId, CommentId, EndpointId, NoticeId } from '@countersign/shared/ids'

/**
 * Everything that is done later and is not the delivery of a decision. A job is added in the transaction that makes it
 * necessary, runs at least once, and finds out by itself what is left to do: its payload names things, it carries none.
 */
export interface JobPayloads {
  /** An approval changed and could not be told together with others: tell every channel. */
  readonly announce: { readonly approvalId: ApprovalId }
  /** Deliver what is due for this endpoint about one approval (`about`: its id, or the event's own for a ping). */
  readonly 'deliver-webhook': { readonly endpointId: EndpointId; readonly about: string }
  /** Bring one Slack message up to date. */
  readonly 'slack-message': {
    readonly approvalId: ApprovalId
    readonly workspaceId: string
    readonly channelId: string
  }
  readonly 'slack-reply': { readonly approvalId: ApprovalId; readonly commentId: CommentId }
  readonly 'slack-home': { readonly workspaceId: string; readonly slackUserId: string }
  /** What a person did in Slack, acknowledged already. */
  readonly 'slack-action': { readonly messageId: string; readonly action: Readonly<Record<string, unknown>> }
  readonly 'send-notice': { readonly noticeId: NoticeId }
  /** The stage that waits: what time or absence does to it. */
  readonly 'tend-stage': { readonly approvalId: ApprovalId }
  /** Cron. */
  readonly 'tend-stages': Readonly<Record<string, never>>
  readonly 'plan-digests': Readonly<Record<string, never>>
  readonly 'plan-reminders': Readonly<Record<string, never>>
  readonly 'end-snoozes': Readonly<Record<string, never>>
  /** Answers wait for this AWS account: see whether it lets us in again. `tries` spaces the next look. */
  readonly 'probe-account': { readonly accountId: string; readonly tries: number }
  readonly 'prune-channels': Readonly<Record<string, never>>
}
export type JobName = keyof JobPayloads

export type Job = { readonly [N in JobName]: { readonly name: N; readonly payload: JobPayloads[N] } }[JobName] & {
  /** A job of the same key that has not begun is replaced: the later one knows more. */
  readonly key?: string
  /** Jobs of one queue never run at the same time. */
  readonly queue?: string
  readonly delayMs?: number
  /** One of the same key that waits already is not put off by this one. */
  readonly keepsTurn?: boolean
}

/** Inside a transaction (I1): the jobs exist if and only if it commits, and from then on. */
export interface JobStore {
  add(...jobs: readonly Job[]): Promise<void>
}

export type JobHandlers = { readonly [N in JobName]: (payload: JobPayloads[N]) => Promise<void> }

/** Five fields, UTC; runs once however many workers there are. */
export interface CronEntry {
  readonly name: JobName
  readonly schedule: string
}
