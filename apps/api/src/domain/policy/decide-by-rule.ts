import type { CallbackId, DecisionId } from '@countersign/shared/ids'
import { answerOf, errorNameOf } from '../answer.ts'
import type { Decision, PendingApproval } from '../approval.ts'
import type { NewDelivery } from '../vote.ts'

export interface RuledDecision {
  readonly to: 'approved' | 'rejected'
  readonly decision: Decision
  readonly delivery: NewDelivery
}

/** The decision of a policy's own rule, which needs nobody; `null` when none applies or its answer cannot be sent. */
export function decideByRule(
  approval: PendingApproval,
  ids: { readonly decision: DecisionId; readonly callback: CallbackId },
  now: Date,
): RuledDecision | null {
  const { decidedBy } = approval.plan
  const outcome = decidedBy && approval.outcomes.find(({ id }) => id === decidedBy.outcome)
  if (!outcome) return null
  const { policy } = approval
  const decision: Decision = {
    id: ids.decision,
    attempt: approval.attempt.number,
    outcome: outcome.id,
    kind: outcome.kind,
    label: outcome.label,
    reason: null,
    error: errorNameOf(outcome, undefined),
    comment: null,
    input: outcome.kind === 'success' && approval.form ? approval.form.initial : null,
    decidedBy: [
      {
        id: `policy:${policy.name}/${decidedBy.rule}`,
        name: `the rule “${decidedBy.name}” of the policy ${policy.name}`,
        via: 'policy',
      },
    ],
    decidedAt: now,
    undoUntil: null,
    caseDigest: approval.caseDigest,
    policy,
  }
  const body = answerOf(approval.id, decision)
  if (body.kind === 'too-large') return null
  const to = outcome.kind === 'success' ? 'approved' : 'rejected'
  return { to, decision, delivery: { id: ids.callback, status: 'queued', body, dueAt: now } }
}
