import type { EventView } from '@countersign/shared/events'
import type { ApprovalId, TeamId, UserId } from '@countersign/shared/ids'
import type { ApprovalStatus, CallbackStatus } from '@countersign/shared/statuses'
import type {
  Actor,
  Approval,
  Attempt,
  Audience,
  Callback,
  Comment,
  Decision,
  Person,
  Vote,
} from '../domain/approval.ts'
import type { Watch } from '../domain/notices/watch.ts'
import type { Absentees } from '../domain/policy/not-asked.ts'
import type { Reviewer, Visibility } from '../domain/visibility.ts'

export type { Reviewer, Visibility }

/** Everything one detail page shows, in one round of reads. */
export interface Dossier {
  readonly approval: Approval
  readonly teamName: string
  /** The approval that asks again after this one was decided or cancelled. */
  readonly followedBy: ApprovalId | null
  readonly attempts: readonly Attempt[]
  readonly votes: readonly Vote[]
  readonly decision: Decision | null
  readonly callback: CallbackDetail | null
  readonly comments: readonly Comment[]
  readonly lastBeatAt: Date | null
  /** When the stages that have begun are escalated, by their ids. */
  readonly escalatesAt: Readonly<Record<string, Date>>
  /** While it waits: who of those it would ask cannot answer. */
  readonly absentees: Absentees
  /** Evidence of this very case that the viewer has opened. */
  readonly evidenceOpened: readonly string[]
  /** Who has revealed the case of which attempt, oldest first. */
  readonly reveals: readonly Reveal[]
  /** Of the viewer; `null` when nobody in particular looks. */
  readonly watch: Watch | null
}

export interface Reveal {
  readonly by: Person
  readonly attempt: number
  readonly at: Date
}

export interface CallbackDetail extends Callback {
  readonly attempts: number
  readonly sentAt: Date | null
  readonly finishedAt: Date | null
  readonly historyEvent: { readonly id: number; readonly type: string; readonly at: Date } | null
  readonly detail: string | null
}

/** An approval without what only its own page shows: a case may be 128 KB, and a list has a hundred rows. */
export type ListedApproval = Listed<Approval> & { readonly contextLine: string | null }
type Listed<A> = A extends Approval ? Omit<A, 'case' | 'why' | 'outcomes' | 'form' | 'plan' | 'exclusions'> : never

/** One row of the inbox. */
export interface ApprovalRow {
  readonly approval: ListedApproval
  readonly teamName: string
  readonly decision: Decision | null
  readonly callbackStatus: CallbackStatus | null
  readonly watch: Watch | null
}

export interface ApprovalQuery {
  readonly statuses: readonly ApprovalStatus[] | null
  readonly team: TeamId | null
  /** Names of the requester, any of which matches. */
  readonly requestedBy: readonly string[] | null
  /** Only what this person is to decide and has not snoozed. */
  readonly waitingFor: Reviewer | null
  /** Whose wishes are shown, and by which `watch` selects. */
  readonly viewer: UserId | null
  readonly watch: 'snoozed' | 'active' | null
  /** Words that must occur in title, context line, requester, key or execution ARN. */
  readonly text: string | null
  /** Opaque; from the previous page. */
  readonly cursor: string | null
  readonly limit: number
}

/** One page; `count` on the first page of a list that asked by `waitingFor` or `watch`. */
export interface ApprovalRows {
  readonly items: readonly ApprovalRow[]
  readonly nextCursor: string | null
  readonly count: { readonly value: number; readonly more: boolean } | null
}

export interface AuditRow {
  readonly seq: number
  readonly at: Date
  readonly type: string
  readonly approvalId: ApprovalId | null
  readonly actor: Actor
  readonly data: Readonly<Record<string, unknown>>
  readonly leaf: string
  readonly hash: string
  readonly previousHash: string
}

export interface ApprovalReader {
  dossier(id: ApprovalId, viewer?: UserId): Promise<Dossier | undefined>
  /** All of one instant, in the order of their ids here, however many; those there are not are left out. */
  dossiers(ids: readonly ApprovalId[], viewer?: UserId): Promise<ReadonlyMap<ApprovalId, Dossier>>
  /**
   * Pending only: soonest deadline first; otherwise newest first. `undefined` when the cursor is not one of ours.
   */
  list(query: ApprovalQuery, visibility: Visibility): Promise<ApprovalRows | undefined>
  audit(id: ApprovalId, afterSeq: number, limit: number): Promise<readonly AuditRow[]>
  /** Of several approvals, each after its own sequence number and at most `limit`; in the log's order, those with none left out. */
  auditAfter(
    seqs: ReadonlyMap<ApprovalId, number>,
    limit: number,
  ): Promise<ReadonlyMap<ApprovalId, readonly AuditRow[]>>
  /** Events with a greater sequence number, oldest first, for `Last-Event-ID` replay; the viewer's rights are applied by the caller. */
  eventsAfter(
    seq: number,
    limit: number,
  ): Promise<readonly (EventView & { audience: Audience; requestedBy: Person | null; registeredByKey: string })[]>
  lastSeq(): Promise<number>
}
