import type { ApprovalId } from '@countersign/shared/ids'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import { undo } from '../domain/undo.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval } from './audit-approval.ts'
import { reviewStage } from './escalations/begin-stage.ts'
import { findKnown } from './find-known.ts'
import { recordDenial } from './record-denial.ts'
import { refreshPrincipal } from './refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface UndoDecisionCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
}

const LEASED = {
  code: 'too-late-to-undo',
  sentence: 'The answer is already on its way to the workflow, so it can no longer be undone.',
} as const

/**
 * Takes a vote back. Of a held decision the callback never goes out and the approval is pending again; the callback is moved
 * first, by the same compare-and-swap a worker leases it with, so that exactly one of the two wins.
 */
export async function undoDecision(
  deps: Deps,
  command: UndoDecisionCommand,
): Promise<{ readonly kind: 'undone' } | Refused> {
  const result = await deps.unitOfWork.transaction((stores) => undoDecisionIn(stores, command))
  if (result.kind === 'refused')
    await recordDenial(deps.unitOfWork, command.principal, 'undo', command.approvalId, result)
  return result
}

/** The same inside a transaction that has more to write. It logs no denial. */
export async function undoDecisionIn(
  stores: Stores,
  command: UndoDecisionCommand,
): Promise<{ readonly kind: 'undone' } | Refused> {
  const principal = await refreshPrincipal(stores.directory, command.principal)
  await stores.approvals.lock(command.approvalId)
  const found = await findKnown(stores.approvals, principal, command.approvalId)
  if (found.kind === 'refused') return found
  const { approval: seen } = found
  const inForce = await stores.decisions.inForce(command.approvalId)
  const votes = await stores.votes.ofAttempt(seen.id, seen.attempt.number)
  const at = await stores.now()
  const judged = undo({ approval: seen, votes, inForce, principal, now: at })
  if (judged.kind === 'refused') return judged
  const { approval, vote, standing } = judged
  if (judged.kind === 'undone' && !(await stores.callbacks.change(judged.callback.id, 'held', 'undone', at)))
    return refused(LEASED)
  if (!(await stores.approvals.change(approval, { to: 'pending', at, beforeDeadline: false, standing }))) {
    // The callback was ours, so nobody else may move a decided approval: rolling back is all that is safe.
    if (judged.kind === 'undone') throw new Error(`approval ${approval.id} moved while its decision was undone`)
    return undoDecisionIn(stores, command)
  }
  if (judged.kind === 'undone') await stores.decisions.markUndone(judged.decision.id, at)
  await stores.votes.undo(vote.id, at)
  await reviewStage(stores, { ...approval, status: 'pending', standing })
  const facts = { voteId: vote.id, decisionId: judged.kind === 'undone' ? judged.decision.id : null }
  await stores.audit.append(auditApproval('approval.undone', approval, principal, at, facts))
  return { kind: 'undone' }
}
