import type { Approval, Decision } from '../domain/approval.ts'
import type { NewDelivery } from '../domain/vote.ts'
import type { NewAuditEntry, Stores } from '../ports/unit-of-work.ts'
import { decisionFacts } from './audit-approval.ts'

/**
 * Writes a decision and its callback, after the compare-and-swap that made it (I1, I2): of a vote, a rule, a withdrawal
 * or a policy whose time is up.
 * @returns what the entry says of it that the same transaction appends last
 */
export async function recordDecision(
  stores: Pick<Stores, 'decisions'>,
  { id: approvalId, attempt, source }: Pick<Approval, 'id' | 'attempt' | 'source'>,
  { decision, delivery }: { readonly decision: Decision; readonly delivery: NewDelivery },
): Promise<NewAuditEntry['data']> {
  await stores.decisions.insert(approvalId, decision, {
    ...delivery,
    attemptId: attempt.id,
    executionArn: source.executionArn,
    createdAt: decision.decidedAt,
  })
  return decisionFacts(decision, delivery.body)
}
