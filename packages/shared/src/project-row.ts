import { decisionSentence, projectDelivery, projectEnd } from './project-ending.ts'
import type { CaseProjection } from './projection.ts'
import type { ApprovalSummary } from './views.ts'

/** What a row of a list says of an approval that is over; the same words as in the projection of its whole. */
export function projectRow({ status, decision, closed, callbackStatus }: ApprovalSummary): {
  readonly decision: string | null
  readonly ended: CaseProjection['ended']
  readonly delivery: CaseProjection['delivery']
} {
  // A withdrawal carries a decision too, the one that fails the waiting task; to people it is a withdrawal.
  const decided = closed === null ? decision : null
  return {
    decision: decided && decisionSentence(decided),
    ended: closed && projectEnd(closed, status),
    delivery: decided && callbackStatus ? projectDelivery(callbackStatus) : null,
  }
}
