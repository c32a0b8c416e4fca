import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { ApprovalStatus, CloseReason } from '@countersign/shared/statuses'
import type { Approval, Attempt } from './approval.ts'
import { AMBIGUOUS, KEY_SHARED, type MatchWarning, NO_ITEM_KEY, UNPROVEN } from './match-warnings.ts'

/** Attempts of one task are ordered by (redriveCount, retryCount), never by arrival. */
export interface AttemptOrder {
  readonly redriveCount: number
  readonly retryCount: number
}

/** An approval of the group (same execution, state and item key), as far as lineage goes. */
export interface Lineage {
  readonly id: ApprovalId
  readonly status: ApprovalStatus
  readonly closeReason: CloseReason | null
  readonly enteredTime: string | null
  readonly follows: ApprovalId | null
  /** The attempt that asks, or asked last; `enteredTime` is its own. */
  readonly current: AttemptId
  readonly currentOrder: AttemptOrder
  /** The highest of `orders`. */
  readonly newest: AttemptOrder
  /** Of all its attempts. */
  readonly orders: readonly AttemptOrder[]
}

export interface IncomingAttempt {
  readonly executionArn: string
  readonly stateName: string
  readonly enteredTime: string | null
  readonly itemKey: string | null
  readonly order: AttemptOrder
}

/** What the engine says of a token: it waits for its answer, it does not, or no answer was to be had. */
export type Life = 'alive' | 'dead' | 'unknown'

/** What the engine was asked so far. */
export interface Proofs {
  /** Of the incoming token. */
  readonly own: Life | undefined
  /** Of the current attempts of approvals. */
  readonly of: ReadonlyMap<AttemptId, Life>
}

export type Match =
  | { readonly kind: 'same'; readonly approval: Approval; readonly attempt: Attempt }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'join'; readonly id: ApprovalId }
  /** It belongs to this approval, and asks nothing any more. */
  | { readonly kind: 'late'; readonly id: ApprovalId; readonly as: 'superseded' | 'closed'; readonly number: number }
  | { readonly kind: 'new'; readonly follows: ApprovalId | null; readonly warnings: readonly MatchWarning[] }
  /** First the engine has to say which of these still wait. */
  | { readonly kind: 'ask'; readonly own: boolean; readonly of: readonly ApprovalId[] }

/** Each question is a call to Step Functions while a registration waits; beyond these a key is the better answer. */
const MAX_ASKED = 8
const NOTHING_ASKED: Proofs = { own: undefined, of: new Map() }

/**
 * I6: which approval a task token belongs to. Whatever else holds, a token that lives gets somebody to ask.
 *
 * - The token is known: the same approval, unless it was registered for another task (conflict).
 * - L1 Attempts of one lineage share the entered time, when both know it and no redrive lies between them: a state
 *   entered again by a loop is a new question.
 * - L2 Equal order is never merged: two map items without a key differ in nothing but their token.
 * - L3 A higher order joins what is pending (superseding it) or has lapsed (reviving it); after a decision or a
 *   cancellation it opens a new approval that follows the old one.
 * - L4 A lower order than the newest known comes too late and is kept as superseded, unless the token lives: then it is a
 *   sibling.
 * - L5 A key that one lineage has and an equal entered time are proof enough that it is the same task. Without them, only a
 *   pending approval whose token is proven dead is superseded, and only where no other could be meant: superseding a
 *   living sibling, or the next round of a loop, would hang its branch.
 * - L6 A task that was answered with success does not run again, so an approved one is meant only where no other is.
 * - L7 What has lapsed comes back for a token that may live only: a message that a queue held until its execution was
 *   stopped revives nothing, a redrive or a retry does.
 */
export function matchAttempt(
  incoming: IncomingAttempt,
  known: { readonly approval: Approval; readonly attempt: Attempt } | undefined,
  group: readonly Lineage[],
  proofs: Proofs = NOTHING_ASKED,
): Match {
  if (known) {
    const { executionArn, stateName } = known.approval.source
    if (executionArn !== incoming.executionArn || stateName !== incoming.stateName) return { kind: 'conflict' }
    return { kind: 'same', ...known }
  }
  const heads = headsOf(group).filter((head) => sharesEntry(head, incoming))
  return matchLate(incoming, heads, proofs) ?? matchOlder(incoming, heads, proofs) ?? open(incoming, heads)
}

/** L4 */
function matchLate(incoming: IncomingAttempt, heads: readonly Lineage[], { own }: Proofs): Match | undefined {
  const ahead = heads.filter(({ newest }) => compare(newest, incoming.order) > 0)
  // A dead token needs nobody to ask, so where several could be meant the nearest will do.
  const [nearest] = ahead.toSorted((a, b) => compare(a.newest, b.newest) || (a.id < b.id ? -1 : 1))
  if (!nearest) return undefined
  if (isOutrun(incoming.order, nearest.newest)) return late(nearest, 'superseded')
  if (own === undefined) return { kind: 'ask', own: true, of: [] }
  const isPast = own === 'dead' || (own === 'unknown' && isOneTask(nearest, incoming, heads))
  return isPast ? late(nearest, 'superseded') : undefined
}

/** L3, L5, L6 */
function matchOlder(incoming: IncomingAttempt, heads: readonly Lineage[], proofs: Proofs): Match | undefined {
  const older = preferSameEntry(
    heads.filter(({ newest }) => compare(newest, incoming.order) < 0),
    incoming,
  )
  const [only] = older
  if (only && isOneTask(only, incoming, heads)) return succeed(only, proofs)
  const lifeOf = ({ status, newest, current }: Lineage): Life | undefined =>
    status !== 'pending' || isOutrun(newest, incoming.order) ? 'dead' : proofs.of.get(current)
  const unasked = older.filter((each) => lifeOf(each) === undefined)
  if (unasked.length > MAX_ASKED) return { kind: 'new', follows: null, warnings: [AMBIGUOUS] }
  if (unasked.length > 0) return { kind: 'ask', own: false, of: unasked.map(({ id }) => id) }
  const doubtful = older.some((each) => lifeOf(each) === 'unknown')
  const free = preferUnanswered(older.filter((each) => lifeOf(each) === 'dead'))
  const [meant] = free
  if (meant && free.length === 1 && !doubtful) return succeed(meant, proofs)
  if (!meant && !doubtful) return undefined
  return { kind: 'new', follows: null, warnings: [older.length > 1 ? AMBIGUOUS : UNPROVEN] }
}

function succeed(meant: Lineage, { own }: Proofs): Match {
  const { id, status, closeReason } = meant
  if (!canBeJoined(status, closeReason)) return { kind: 'new', follows: id, warnings: [] }
  // L7
  if (status !== 'pending' && own === undefined) return { kind: 'ask', own: true, of: [] }
  return status !== 'pending' && own === 'dead' ? late(meant, 'closed') : { kind: 'join', id }
}

function open({ order, itemKey }: IncomingAttempt, heads: readonly Lineage[]): Match {
  const siblings = heads.some(({ status, newest }) => status === 'pending' || compare(newest, order) > 0)
  const warning = itemKey === null ? NO_ITEM_KEY : KEY_SHARED
  return { kind: 'new', follows: null, warnings: siblings ? [warning] : [] }
}

const late = ({ id, orders }: Lineage, as: 'superseded' | 'closed'): Match => ({
  kind: 'late',
  id,
  as,
  number: orders.length + 1,
})

/** L3: a decision or a cancellation ends an approval for good; everything else a newer token takes up again. */
export function canBeJoined(status: ApprovalStatus, closeReason: CloseReason | null): boolean {
  if (closeReason === 'cancelled_by_requester' || closeReason === 'policy_answered') return false
  return status === 'pending' || status === 'expired' || status === 'withdrawn'
}

/** Approvals that no other one follows: only the end of a lineage can be continued. */
function headsOf(group: readonly Lineage[]): readonly Lineage[] {
  const followed = new Set(group.map(({ follows }) => follows))
  return group.filter(({ id }) => !followed.has(id))
}

/** L1 */
function sharesEntry(head: Lineage, incoming: IncomingAttempt): boolean {
  if (head.currentOrder.redriveCount !== incoming.order.redriveCount) return true
  return isSameEntry(head, incoming) ?? true
}

/** L5 */
const isOneTask = (meant: Lineage, incoming: IncomingAttempt, heads: readonly Lineage[]): boolean =>
  incoming.itemKey !== null && heads.length === 1 && isSameEntry(meant, incoming) === true

/** After a redrive the entered time may differ; where it does not, it says which approval is meant. */
function preferSameEntry(candidates: readonly Lineage[], incoming: IncomingAttempt): readonly Lineage[] {
  const exact = candidates.filter((candidate) => isSameEntry(candidate, incoming) === true)
  return exact.length > 0 ? exact : candidates
}

/** L6 */
function preferUnanswered(candidates: readonly Lineage[]): readonly Lineage[] {
  const unanswered = candidates.filter(({ status }) => status !== 'approved')
  return unanswered.length > 0 ? unanswered : candidates
}

function isSameEntry({ enteredTime }: Lineage, incoming: IncomingAttempt): boolean | undefined {
  return enteredTime === null || incoming.enteredTime === null ? undefined : enteredTime === incoming.enteredTime
}

/** A redrive begins when everything before it has ended, so no token of an earlier one lives. */
const isOutrun = (order: AttemptOrder, by: AttemptOrder): boolean => order.redriveCount < by.redriveCount

export const compare = (a: AttemptOrder, b: AttemptOrder): number =>
  a.redriveCount - b.redriveCount || a.retryCount - b.retryCount
