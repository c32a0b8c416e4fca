import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { Deadline } from '../domain/approval.ts'

/** One live token that we keep alive, or at least probe. */
export interface LiveToken {
  readonly attemptId: AttemptId
  readonly approvalId: ApprovalId
  readonly executionArn: string
  readonly shard: number
  readonly heartbeatSeconds: number | null
  /** Since its last beat, or its registration. */
  readonly quietMs: number
}

export interface WatchedApproval {
  readonly approvalId: ApprovalId
  readonly attemptId: AttemptId
  readonly executionArn: string
}

export interface OverdueApproval extends WatchedApproval {
  readonly because: Deadline['because']
  readonly overdueMs: number
}

/** An attempt whose timeouts nobody has compared with the execution's history yet. */
export interface UncheckedAttempt extends WatchedApproval {
  readonly lastBeatAt: Date | null
}

/** What the owner of heartbeat shards has to watch over. Tokens of `external` mode are never beaten, so never listed as live. */
export interface WatchList {
  /** Live tokens of the shards, shard by shard in order of id, a page at a time. */
  liveTokens(
    shards: readonly number[],
    after: Pick<LiveToken, 'shard' | 'attemptId'> | null,
    limit: number,
  ): Promise<readonly LiveToken[]>
  /** Live tokens registered within the last `sinceMs`, by the database's clock. */
  newTokens(shards: readonly number[], sinceMs: number): Promise<readonly LiveToken[]>
  /** Pending, the longest registered first; not the newest, whose history may lag behind. */
  unchecked(shards: readonly number[], limit: number): Promise<readonly UncheckedAttempt[]>
  markChecked(attempts: readonly AttemptId[]): Promise<void>
  /** Pending, past their deadline, longest first. */
  overdue(shards: readonly number[], limit: number): Promise<readonly OverdueApproval[]>
  /** Until the next deadline that has not passed; `null` without one. */
  nextDeadlineInMs(shards: readonly number[]): Promise<number | null>
  /**
   * Pending and not proven alive by beats: `external` mode, or none got through for `silentMs`. In order of id, after
   * `afterId`.
   */
  unproven(
    shards: readonly number[],
    afterId: ApprovalId | null,
    page: { readonly limit: number; readonly silentMs: number },
  ): Promise<readonly WatchedApproval[]>
}
