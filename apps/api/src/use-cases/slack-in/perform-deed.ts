import { clockText } from '@countersign/shared/clock-text'
import type { ApprovalId } from '@countersign/shared/ids'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { Deed, StoredDeed } from '../../domain/slack-in/deed.ts'
import type { FormValidator } from '../../ports/form-validator.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { addCommentIn } from '../add-comment.ts'
import { castVoteIn } from '../cast-vote.ts'
import { muteApproval } from '../notices/mute-approval.ts'
import { snoozeApproval } from '../notices/snooze-approval.ts'
import { undoDecisionIn } from '../undo-decision.ts'
import { slackSentence } from './slack-sentences.ts'

export interface DeedDeps {
  readonly identifiers: Identifiers
  readonly forms: FormValidator
}

/** `sentence`: what the person is told; `null` when the message itself shows it, or when they know. */
export interface DeedDone {
  readonly result: 'done' | 'refused'
  readonly sentence: string | null
  readonly refusal: Refused | null
}

const DONE: DeedDone = { result: 'done', sentence: null, refusal: null }
const HOUR_MS = 3_600_000
/** Comments are this long everywhere. */
const MAX_COMMENT = 4_000

/** Does what was asked, inside the transaction that settles the message it came in: both happen once, or neither. */
export async function performDeed(
  deps: DeedDeps,
  stores: Stores,
  principal: Extract<Principal, { kind: 'user' }>,
  { actor, deed }: StoredDeed,
): Promise<DeedDone> {
  const now = await stores.now()
  switch (deed.kind) {
    case 'vote': {
      const cast = await castVoteIn(deps, { principal, ...ballotOf(deed) })(stores)
      if (cast.kind !== 'refused') return DONE
      return (await isRepeat(stores, principal.user.id, deed)) ? DONE : refuse(cast, now)
    }
    case 'undo': {
      const { approvalId } = deed.shown
      const undone = await undoDecisionIn(stores, { principal, approvalId })
      if (undone.kind !== 'refused') return DONE
      const approval = await stores.approvals.find(approvalId)
      // The second press of two: what it asks for is so already.
      return approval?.status === 'pending' && undone.refusal.code === 'too-late-to-undo' ? DONE : refuse(undone, now)
    }
    case 'watch':
      return watch(stores, principal, deed, now)
    case 'reply': {
      const { approvalId, channelId, ts, text } = deed
      if (text.length > MAX_COMMENT) return { ...DONE, result: 'refused', sentence: TOO_LONG }
      const commented = await addCommentIn(deps, { principal, approvalId, text })(stores)
      if (commented.kind === 'refused') return refuse(commented, now)
      const { comment } = commented
      await stores.slackInbox.markSaid(comment.id, { workspaceId: actor.workspaceId, channelId, ts }, comment.at)
      return DONE
    }
  }
}

const TOO_LONG = `A comment has at most ${MAX_COMMENT} characters, so this reply stays in Slack only.`

const refuse = (refused: Refused, now: Date): DeedDone => ({
  result: 'refused',
  sentence: slackSentence(refused.refusal, now),
  refusal: refused,
})

/** Bound to what was shown by digest and attempt (I7); other people's votes in between change nothing about it. */
const ballotOf = ({ shown, reason, comment, input }: Extract<Deed, { kind: 'vote' }>) => ({
  approvalId: shown.approvalId,
  expectedVersion: null,
  request: {
    outcome: shown.outcome,
    caseDigest: shown.caseDigest,
    attempt: shown.attempt,
    ...(reason === null ? {} : { reason }),
    ...(comment === null ? {} : { comment }),
    ...(input === null ? {} : { input }),
  },
})

/** A double click: this person's vote for this answer on this attempt counts already. */
async function isRepeat(stores: Stores, userId: string, { shown }: Extract<Deed, { kind: 'vote' }>): Promise<boolean> {
  const votes = await stores.votes.ofAttempt(shown.approvalId, shown.attempt)
  return votes.some(({ by, outcome }) => by.id === userId && outcome === shown.outcome)
}

async function watch(
  stores: Stores,
  principal: Extract<Principal, { kind: 'user' }>,
  { choice, approvalId }: { choice: Extract<Deed, { kind: 'watch' }>['choice']; approvalId: ApprovalId },
  now: Date,
): Promise<DeedDone> {
  const unitOfWork: UnitOfWork = { transaction: (work) => work(stores) }
  if (choice === 'mute') {
    const muted = await muteApproval({ unitOfWork }, { principal, approvalId, muted: true })
    return muted.kind === 'refused' ? refuse(muted, now) : { ...DONE, sentence: MUTED }
  }
  const until = choice === 'snooze-hour' ? new Date(now.getTime() + HOUR_MS) : ('tomorrow' as const)
  const snoozed = await snoozeApproval({ unitOfWork }, { principal, approvalId, until })
  if (snoozed.kind === 'refused') return refuse(snoozed, now)
  const { snoozedUntil } = snoozed.watch
  if (!snoozedUntil) return { ...DONE, sentence: 'Not snoozed: it is due before that.' }
  const { timeZone } = await stores.preferences.find(principal.user.id)
  return { ...DONE, sentence: `Snoozed for you until ${clockText(snoozedUntil.getTime(), now.getTime(), timeZone)}.` }
}

const MUTED = 'Muted: you get no further notice about this one. It still waits in your queue.'
