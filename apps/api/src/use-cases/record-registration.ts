import type { PendingApproval } from '../domain/approval.ts'
import { COUNTERSIGN } from '../domain/own-actors.ts'
import { decideByRule } from '../domain/policy/decide-by-rule.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { NewAuditEntry, Stores } from '../ports/unit-of-work.ts'
import type { ApprovalRequested } from './approval-requested.ts'
import { beginStage } from './escalations/begin-stage.ts'
import { recordDecision } from './record-decision.ts'

interface Deps {
  readonly identifiers: Pick<Identifiers, 'decision' | 'callback'>
}

/** Ends a registration with its audit entry; a case that a rule of its policy decides is decided here as well. */
export async function recordRegistration(
  deps: Deps,
  stores: Stores,
  approval: PendingApproval,
  entry: NewAuditEntry,
): Promise<Pick<ApprovalRequested, 'approval' | 'attempt'>> {
  const { attempt, plan, updatedAt: at } = approval
  const ids = { decision: deps.identifiers.decision(), callback: deps.identifiers.callback() }
  const ruled = decideByRule(approval, ids, at)
  if (!ruled || !(await stores.approvals.change(approval, { to: ruled.to, at, beforeDeadline: true }))) {
    await beginStage(stores, approval, at)
    await stores.audit.append(entry)
    return { approval, attempt }
  }
  const data = { attempt: attempt.number, ...plan.decidedBy, ...(await recordDecision(stores, approval, ruled)) }
  await stores.audit.append(entry, { type: 'approval.decided', approvalId: approval.id, actor: COUNTERSIGN, at, data })
  const { decision, to } = ruled
  return { approval: { ...approval, status: to, version: approval.version + 1, decision }, attempt }
}
