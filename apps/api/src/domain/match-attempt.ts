import type { ApprovalId } from '@countersign/shared/ids'
import type { Approval, Attempt } from './approval.ts'

/** Attempts of one task are ordered by (redriveCount, retryCount), never by arrival. */
export interface AttemptOrder {
  readonly redriveCount: number
  readonly retryCount: number
}

/** An approval of the group (same execution, state and item key) with the orders of all its attempts. */
export interface Lineage {
  readonly approval: Approval
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
  | { readonly kind: 'join'; readonly from: Approval }
  | { readonly kind: 'stale'; readonly newest: Approval }
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
 * - L5 Where several approvals could be meant, none is: superseding a living sibling would hang its branch.
 */
export function matchAttempt(
  incoming: IncomingAttempt,
  known: { readonly approval: Approval; readonly attempt: Attempt } | undefined,
  group: readonly Lineage[],
): Match {
  if (known) {
    const { executionArn, stateName } = known.approval.source
    if (executionArn !== incoming.executionArn || stateName !== incoming.stateName) return { kind: 'conflict' }
    return { kind: 'same', ...known }
  }
  const heads = headsOf(group).filter(({ approval }) => sharesEntry(approval, incoming))
  const older = preferSameEntry(
    heads.filter(({ approval }) => compare(approval.attempt, incoming.order) < 0),
    incoming,
  )
  const newer = heads.filter(
    ({ approval, orders }) =>
      compare(approval.attempt, incoming.order) > 0 && !orders.some((order) => compare(order, incoming.order) === 0),
  )
  const siblings = heads.some(({ approval }) => compare(approval.attempt, incoming.order) === 0)
  if (older.length + newer.length > 1) return { kind: 'new', follows: null, warnings: [AMBIGUOUS] }
  const [parent] = older
  if (parent) return succeed(parent.approval)
  const [newest] = newer
  if (newest) return { kind: 'stale', newest: newest.approval }
  return { kind: 'new', follows: null, warnings: siblings && incoming.itemKey === null ? [NO_ITEM_KEY] : [] }
}

function succeed(approval: Approval): Match {
  const lapsed =
    approval.status === 'expired' ||
    (approval.status === 'withdrawn' && approval.closed.reason !== 'cancelled_by_requester')
  if (approval.status === 'pending' || lapsed) return { kind: 'join', from: approval }
  return { kind: 'new', follows: approval.id, warnings: [] }
}

/** Approvals that no other one follows: only the end of a lineage can be continued. */
function headsOf(group: readonly Lineage[]): readonly Lineage[] {
  const followed = new Set(group.map(({ approval }) => approval.follows))
  return group.filter(({ approval }) => !followed.has(approval.id))
}

function sharesEntry(approval: Approval, incoming: IncomingAttempt): boolean {
  if (approval.attempt.redriveCount !== incoming.order.redriveCount) return true
  return isSameEntry(approval, incoming) ?? true
}

/** After a redrive the entered time may differ; where it does not, it says which approval is meant. */
function preferSameEntry(candidates: readonly Lineage[], incoming: IncomingAttempt): readonly Lineage[] {
  const exact = candidates.filter(({ approval }) => isSameEntry(approval, incoming) === true)
  return exact.length > 0 ? exact : candidates
}

function isSameEntry(approval: Approval, incoming: IncomingAttempt): boolean | undefined {
  const { enteredTime } = approval.source
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
