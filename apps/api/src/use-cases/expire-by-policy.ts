import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { CloseReason } from '@countersign/shared/statuses'
import { expire } from '../domain/expire.ts'
import { COUNTERSIGN } from '../domain/own-actors.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { recordDecision } from './record-decision.ts'

interface Deps {
  unitOfWork: UnitOfWork
  identifiers: Identifiers
}

interface Command {
  readonly approvalId: ApprovalId
  readonly attemptId: AttemptId
}

/**
 * Ends an approval whose policy's time is up, and answers the workflow where the policy says so: one transaction with the
 * same compare-and-swap, decision and callback as a vote (I1, I2). A vote that was counted before wins.
 * @returns why it ended; `null` when it was not for the policy to end it
 */
export async function expireByPolicy(deps: Deps, { approvalId, attemptId }: Command): Promise<CloseReason | null> {
  const ids = { decision: deps.identifiers.decision(), callback: deps.identifiers.callback() }
  return deps.unitOfWork.transaction(async (stores) => {
    const approval = await stores.approvals.find(approvalId)
    if (approval?.status !== 'pending' || approval.attempt.id !== attemptId) return null
    const at = await stores.now()
    const expired = expire(approval, ids, at)
    if (!expired) return null
    const { closed } = expired
    if (!(await stores.approvals.change(approval, { to: 'expired', at, beforeDeadline: false, closed }))) return null
    // Without an answer nobody keeps the task alive any more: it is meant to time out.
    if (!expired.answer) await stores.approvals.closeAttempt(attemptId, closed.at)
    const told = expired.answer ? await recordDecision(stores, approval, expired.answer) : {}
    const { number: attempt } = approval.attempt
    const data = { policy: { ...approval.policy }, ...told, attempt, reason: closed.reason }
    await stores.audit.append({ type: 'approval.expired', approvalId, actor: COUNTERSIGN, at, data })
    return closed.reason
  })
}
