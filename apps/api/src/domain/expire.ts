import type { CallbackId, DecisionId } from '@countersign/shared/ids'
import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import { answerOf } from './answer.ts'
import type { Closed, Decision, PendingApproval } from './approval.ts'
import { reasonAt } from './deadline.ts'
import type { NewDelivery } from './vote.ts'

export interface Expired {
  readonly closed: Closed
  /** What the workflow is told; `null`: nothing, the task is left to time out. */
  readonly answer: { readonly decision: Decision; readonly delivery: NewDelivery } | null
}

/**
 * The policy's time is up and nobody has decided. Nobody's approval is made of it: whatever the workflow is told, the
 * approval has expired, and the decision names the policy. `null` when its deadline is not of the policy, or not yet.
 */
export function expire(
  approval: PendingApproval,
  ids: { readonly decision: DecisionId; readonly callback: CallbackId },
  now: Date,
): Expired | null {
  const { deadline, plan } = approval
  if (!deadline || deadline.at > now || !plan.expires) return null
  const reason = reasonAt(deadline)
  if (reason !== 'policy_expired' && reason !== 'policy_answered') return null
  const closed: Closed = { at: now, reason, detail: CLOSE_SENTENCES[reason] }
  const decision = decisionOf(approval, ids.decision, now)
  if (!decision) return { closed, answer: null }
  const body = answerOf(approval.id, decision)
  if (body.kind === 'too-large') throw new Error(`the answer of the policy has ${body.bytes} bytes`)
  return { closed, answer: { decision, delivery: { id: ids.callback, status: 'queued', body, dueAt: now } } }
}

function decisionOf(approval: PendingApproval, id: DecisionId, now: Date): Decision | null {
  const { policy, plan, outcomes } = approval
  const answer = plan.expires?.answer
  if (!answer || answer.kind === 'time-out') return null
  const goOn = answer.kind === 'succeed' ? outcomes.find((each) => each.id === answer.outcome) : undefined
  const said = { id, attempt: approval.attempt.number, reason: null, comment: null, decidedAt: now, undoUntil: null }
  const by = { caseDigest: approval.caseDigest, policy, decidedBy: [signerOf(policy.name)] }
  // An asker that left the policy's outcome out never meant the workflow to go on.
  if (goOn?.kind === 'success')
    return {
      ...said,
      ...by,
      outcome: goOn.id,
      kind: 'success',
      label: goOn.label,
      error: null,
      input: approval.form?.initial ?? null,
    }
  const error = answer.kind === 'fail' ? answer.error : 'Countersign.Expired'
  return { ...said, ...by, outcome: 'expired', kind: 'failure', label: 'Nobody decided in time', error, input: null }
}

const signerOf = (name: string) =>
  ({ id: `policy:${name}`, name: `the policy ${name}, as nobody decided in time`, via: 'policy' }) as const
