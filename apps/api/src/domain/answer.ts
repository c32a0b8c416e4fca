import type { Answer } from '@countersign/shared/answer'
import { MAX_ANSWER_BYTES } from '@countersign/shared/answer'
import type { Outcome, OutcomeReason } from '@countersign/shared/case'
import type { ApprovalId } from '@countersign/shared/ids'
import type { CallbackBody, Decision } from './approval.ts'
import { canonicalJson } from './canonical-json.ts'

const DEFAULT_ERROR = 'Countersign.Rejected'

export type AnswerBody = CallbackBody | { readonly kind: 'too-large'; readonly bytes: number }

/** The error name SendTaskFailure sends: the reason's own, else the outcome's, else the default. */
export const errorNameOf = (outcome: Outcome, reason: OutcomeReason | undefined): string | null =>
  outcome.kind === 'success' ? null : (reason?.error ?? outcome.error ?? DEFAULT_ERROR)

/**
 * I2: the exact bytes the workflow gets, canonical, so that every attempt to deliver sends the same. The witness makes
 * the history event attributable to this decision alone (I4).
 */
export function answerOf(approvalId: ApprovalId, decision: Decision): AnswerBody {
  const answer: Answer = {
    outcome: decision.outcome,
    approved: decision.kind === 'success',
    approvalId,
    decisionId: decision.id,
    decidedAt: decision.decidedAt.toISOString(),
    decidedBy: decision.decidedBy.map(({ id, name, via }) => ({ id, name, via })),
    comment: decision.comment,
    reason: decision.reason,
    input: decision.input ?? {},
    witness: {
      caseDigest: decision.caseDigest,
      policy: decision.policy.name,
      policyVersion: decision.policy.version,
    },
  }
  const json = canonicalJson(answer)
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_ANSWER_BYTES) return { kind: 'too-large', bytes }
  if (decision.kind === 'success') return { kind: 'success', output: json }
  return { kind: 'failure', error: decision.error ?? DEFAULT_ERROR, cause: json }
}
