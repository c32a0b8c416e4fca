import type { Json } from '@countersign/shared/json'
import type { Actor, Decision, PendingApproval } from '../domain/approval.ts'
import type { NewDelivery } from '../domain/vote.ts'
import type { NewAuditEntry, Stores } from '../ports/unit-of-work.ts'
import { decisionFacts } from './audit-approval.ts'

interface Cause {
  readonly actor: Actor
  readonly at: Date
  readonly facts: Readonly<Record<string, Json>>
}

/**
 * Writes a decision and its callback, after the compare-and-swap that made it (I1, I2).
 * @returns the entry that the same transaction appends last
 */
export async function recordDecision(
  stores: Stores,
  approval: PendingApproval,
  { decision, delivery }: { readonly decision: Decision; readonly delivery: NewDelivery },
  { actor, at, facts }: Cause,
): Promise<NewAuditEntry> {
  await stores.decisions.insert(approval.id, decision)
  await stores.callbacks.insert({
    ...delivery,
    approvalId: approval.id,
    decisionId: decision.id,
    attemptId: approval.attempt.id,
    executionArn: approval.source.executionArn,
    createdAt: at,
  })
  const data = { attempt: approval.attempt.number, ...facts, ...decisionFacts(decision, delivery.body) }
  return { type: 'approval.decided', approvalId: approval.id, actor, at, data }
}
