import type { NoticeChannel } from '@countersign/shared/channels'
import type { ApprovalId, NoticeId, UserId } from '@countersign/shared/ids'
import type { Preferences } from '@countersign/shared/preferences'
import type { Notice, Recipient } from '../domain/notices/notice.ts'
import type { Watch } from '../domain/notices/watch.ts'

/** What people wish to hear of, inside a transaction. */
export interface WatchStore {
  /** Now, or `NO_WISH`. */
  find(approvalId: ApprovalId, userId: UserId): Promise<Watch>
  save(approvalId: ApprovalId, userId: UserId, watch: Watch): Promise<void>
  /** Snoozes that are over; they end with this call, each in one transaction only. */
  takeEnded(limit: number): Promise<readonly EndedSnooze[]>
}

export interface EndedSnooze {
  readonly approvalId: ApprovalId
  readonly userId: UserId
  readonly until: Date
}

export interface PreferenceStore {
  /** What they said, or the defaults. */
  find(userId: UserId): Promise<Preferences>
  save(userId: UserId, preferences: Preferences): Promise<void>
  /** Who wants digests and got none lately, in the order of their ids, behind `after`. */
  awaitingDigest(after: string, limit: number): Promise<readonly DigestReader[]>
}

export interface DigestReader extends Recipient {
  readonly wishedAt: Date
}

/** Who is told, and the record of what they were told. */
export interface NoticeStore {
  /** Members of the teams, the people, and who stands in for any of them at this moment. Nobody disabled. */
  recipients(
    approvalId: ApprovalId,
    who: { readonly teams: readonly string[]; readonly people: readonly string[] },
  ): Promise<readonly Recipient[]>
  /** Whoever has one of these names: user ids, or an issuer with a subject. Nobody disabled. */
  recipientsNamed(approvalId: ApprovalId, names: readonly string[]): Promise<readonly Recipient[]>
  /** With the wish about one approval, or about none. */
  recipient(userId: UserId, approvalId: ApprovalId | null): Promise<Recipient | undefined>
  /**
   * Writes each down unless it was told or is waiting already; one that was dropped waits again. Returns those that
   * wait because of this call, under the ids they have.
   */
  plan(notices: readonly Notice[]): Promise<readonly Notice[]>
  /** Locks it; `undefined` when it no longer waits. */
  lockWaiting(id: NoticeId): Promise<WaitingNotice | undefined>
  /**
   * Locks the notices that travel with this one, itself included, by their due times: those of its letter once it has
   * one, else all that wait for the same person on the same channel and are due. Digests travel alone.
   */
  lockCompanions(first: WaitingNotice, limit: number): Promise<readonly Notice[]>
  /** Written before the first try (I3's idea): a second try is the same message to the person's mail program. */
  writeLetter(letter: NoticeId, ids: readonly NoticeId[]): Promise<void>
  hold(held: readonly { readonly id: NoticeId; readonly dueAt: Date }[]): Promise<void>
  settle(ids: readonly NoticeId[], status: 'sent' | 'dropped' | 'failed', detail: string | null): Promise<void>
  prune(olderThanDays: number): Promise<number>
}

export interface WaitingNotice extends Notice {
  readonly letter: NoticeId | null
}

export interface ReminderStore {
  /** Once an attempt: a plan for the same attempt changes nothing once it was carried out. */
  schedule(approvalId: ApprovalId, attempt: number, dueAt: Date): Promise<void>
  /** Marks them as carried out; each is taken in one transaction only. */
  takeDue(limit: number): Promise<readonly { readonly approvalId: ApprovalId; readonly attempt: number }[]>
  /** The deadline moved: not yet after all. */
  postpone(approvalId: ApprovalId, dueAt: Date): Promise<void>
}

/** How a person is reached; what an installation does not have is `false` for everybody. */
export type Reach = (recipient: Recipient) => Readonly<Record<NoticeChannel, boolean>>
