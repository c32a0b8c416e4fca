import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { ApprovalStatus, CloseReason } from '@countersign/shared/statuses'
import type { Approval, Attempt } from './approval.ts'

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
  /** Its newest attempt, and the order of that. */
  readonly newestId: AttemptId
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

export interface MatchWarning {
  readonly code: 'ambiguous-lineage' | 'no-item-key'
  readonly message: string
}

export type Match =
  | { readonly kind: 'same'; readonly approval: Approval; readonly attempt: Attempt }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'join'; readonly id: ApprovalId }
  | { readonly kind: 'stale'; readonly newest: AttemptOrder }
  | { readonly kind: 'new'; readonly follows: ApprovalId | null; readonly warnings: readonly MatchWarning[] }

/**
 * I6: which approval a task token belongs to.
 *
 * - The token is known: the same approval, unless it was registered for another task (conflict).
 * - L1 Attempts of one lineage share the entered time, when both know it and no redrive lies between them: a state
 *   entered again by a loop is a new question.
 * - L2 Equal order is never merged: two map items without a key differ in nothing but their token.
 * - L3 A higher order joins what is pending (superseding it) or has lapsed (reviving it); after a decision or a
 *   cancellation it opens a new approval that follows the old one.
 * - L4 A lower order than the newest known is stale, unless that order is known there already: then it is a sibling.
 * - L5 Where several approvals could be meant, none is: superseding a living sibling would hang its branch. For the same
 *   reason nothing is superseded whose token is proven to be `living`.
 */
export function matchAttempt(
  incoming: IncomingAttempt,
  known: { readonly approval: Approval; readonly attempt: Attempt } | undefined,
  group: readonly Lineage[],
  living: ReadonlySet<ApprovalId> = new Set(),
): Match {
  if (known) {
    const { executionArn, stateName } = known.approval.source
    if (executionArn !== incoming.executionArn || stateName !== incoming.stateName) return { kind: 'conflict' }
    return { kind: 'same', ...known }
  }
  const heads = headsOf(group).filter((head) => sharesEntry(head, incoming))
  const older = preferSameEntry(
    heads.filter(({ id, newest }) => compare(newest, incoming.order) < 0 && !living.has(id)),
    incoming,
  )
  const newer = heads.filter(
    ({ newest, orders }) =>
      compare(newest, incoming.order) > 0 && !orders.some((order) => compare(order, incoming.order) === 0),
  )
  if (older.length + newer.length > 1) return { kind: 'new', follows: null, warnings: [AMBIGUOUS] }
  const [parent] = older
  if (parent) return succeed(parent)
  const [ahead] = newer
  if (ahead) return { kind: 'stale', newest: ahead.newest }
  const siblings = heads.some(({ id, newest }) => compare(newest, incoming.order) === 0 || living.has(id))
  return { kind: 'new', follows: null, warnings: siblings && incoming.itemKey === null ? [NO_ITEM_KEY] : [] }
}

function succeed({ id, status, closeReason }: Lineage): Match {
  return canBeJoined(status, closeReason) ? { kind: 'join', id } : { kind: 'new', follows: id, warnings: [] }
}

/** L3: a decision or a cancellation ends an approval for good; everything else a newer token takes up again. */
export function canBeJoined(status: ApprovalStatus, closeReason: CloseReason | null): boolean {
  if (status === 'withdrawn') return closeReason !== 'cancelled_by_requester'
  return status === 'pending' || status === 'expired'
}

/** Approvals that no other one follows: only the end of a lineage can be continued. */
function headsOf(group: readonly Lineage[]): readonly Lineage[] {
  const followed = new Set(group.map(({ follows }) => follows))
  return group.filter(({ id }) => !followed.has(id))
}

function sharesEntry(head: Lineage, incoming: IncomingAttempt): boolean {
  if (head.newest.redriveCount !== incoming.order.redriveCount) return true
  return isSameEntry(head, incoming) ?? true
}

/** After a redrive the entered time may differ; where it does not, it says which approval is meant. */
function preferSameEntry(candidates: readonly Lineage[], incoming: IncomingAttempt): readonly Lineage[] {
  const exact = candidates.filter((candidate) => isSameEntry(candidate, incoming) === true)
  return exact.length > 0 ? exact : candidates
}

function isSameEntry({ enteredTime }: Lineage, incoming: IncomingAttempt): boolean | undefined {
  return enteredTime === null || incoming.enteredTime === null ? undefined : enteredTime === incoming.enteredTime
}

export const compare = (a: AttemptOrder, b: AttemptOrder): number =>
  a.redriveCount - b.redriveCount || a.retryCount - b.retryCount

const AMBIGUOUS: MatchWarning = {
  code: 'ambiguous-lineage',
  message:
    'This looks like a retry, but several approvals of this state could be meant, so a new one was opened. ' +
    'Pass approval.key (the map index or a business key) to let retries join their approval.',
}
const NO_ITEM_KEY: MatchWarning = {
  code: 'no-item-key',
  message:
    'Another approval waits in the same state of the same execution. ' +
    'Pass approval.key (the map index or a business key) so that retries can be told apart.',
}
