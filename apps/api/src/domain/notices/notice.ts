import type { NoticeChannel, NoticeKind } from '@countersign/shared/channels'
import type { ApprovalId, DecisionId, NoticeId, UserId } from '@countersign/shared/ids'
import type { Preferences } from '@countersign/shared/preferences'
import type { User } from '../principal.ts'
import type { Watch } from './watch.ts'

/** Something one person is told on one channel. Kind and subject make it one of a kind: it is told once. */
export interface Notice {
  readonly id: NoticeId
  readonly userId: UserId
  /** `null`: a digest. */
  readonly approvalId: ApprovalId | null
  readonly kind: NoticeKind
  readonly channel: NoticeChannel
  readonly subject: string
  readonly dueAt: Date
}

/** Somebody who may have to be told, as the directory has them. */
export interface Recipient {
  readonly user: User
  readonly preferences: Preferences
  readonly watch: Watch
}

/** Which of the channels this installation has, and this person can be reached on. */
export type Reachable = Readonly<Record<NoticeChannel, boolean>>

/**
 * What a notice is about, in one word that stays the same for as long as it holds: a question by its attempt, an
 * outcome by the decision or the end. When the approval moves on, the word is no longer one of its words.
 */
export const subjectOf = {
  question: (attempt: number) => `attempt:${attempt}`,
  /** A later stage begins. */
  stage: (attempt: number, stage: string) => `attempt:${attempt}:stage:${stage}`,
  escalation: (attempt: number, stage: string) => `attempt:${attempt}:stage:${stage}:escalated`,
  reminder: (attempt: number, stage: string, number: number) => `attempt:${attempt}:stage:${stage}:remind:${number}`,
  /** Somebody handed it over. */
  handOver: (attempt: number, at: Date) => `attempt:${attempt}:handed:${at.toISOString()}`,
  /** Asked again because a snooze ended. */
  again: (attempt: number, snoozeEnded: Date) => `attempt:${attempt}:snooze:${snoozeEnded.toISOString()}`,
  decision: (id: DecisionId) => `decision:${id}`,
  /** The decision did not reach the workflow. */
  delivery: (id: DecisionId) => `delivery:${id}`,
  end: (attempt: number) => `end:${attempt}`,
} as const
