import type { EventType } from '@countersign/shared/events'
import type { Approval, Attempt, CallbackBody, Decision, Vote } from '../domain/approval.ts'
import { sha256 } from '../domain/canonical-json.ts'
import type { Principal } from '../domain/principal.ts'
import { actorOf, signerOf } from '../domain/principal.ts'
import type { NewAuditEntry } from '../ports/unit-of-work.ts'

/** What every entry about an approval has in common. */
export function auditApproval(
  type: EventType | 'attempt.late' | 'evidence.opened' | 'payload.revealed',
  approval: Approval,
  principal: Principal,
  at: Date,
  data: NewAuditEntry['data'],
): NewAuditEntry {
  const signer = signerOf(principal)
  const actor = actorOf(principal)
  const by = principal.kind === 'key' && signer.id !== actor.id ? { onBehalfOf: { ...signer } } : {}
  return {
    type,
    approvalId: approval.id,
    actor,
    at,
    data: { attempt: approval.attempt.number, via: principal.via, ...by, ...data },
  }
}

/** A registration: what was asked, under which rules, for which task. */
export const registrationFacts = (approval: Approval): NewAuditEntry['data'] => ({
  team: approval.team,
  policy: { ...approval.policy },
  stages: approval.plan.stages.map(({ id, because }) => ({ id, because })),
  caseDigest: approval.caseDigest,
  requestedBy: approval.requestedBy ? { ...approval.requestedBy } : null,
  executionArn: approval.source.executionArn,
  stateName: approval.source.stateName,
  retryCount: approval.attempt.retryCount,
  redriveCount: approval.attempt.redriveCount,
  deadlineAt: approval.deadline?.at.toISOString() ?? null,
  follows: approval.follows,
})

/** An attempt other than the one that asks. */
export const attemptFacts = (attempt: Attempt): NewAuditEntry['data'] => ({
  attempt: attempt.number,
  status: attempt.status,
  retryCount: attempt.retryCount,
  redriveCount: attempt.redriveCount,
})

/** Words stay out of the log, because it can never forget; their hashes prove them. */
export const voteFacts = (vote: Vote): NewAuditEntry['data'] => ({
  voteId: vote.id,
  voter: { ...vote.by },
  onBehalfOf: vote.onBehalfOf && { ...vote.onBehalfOf },
  stage: vote.stage,
  outcome: vote.outcome,
  reason: vote.reason,
  commentSha256: vote.comment === null ? null : sha256(vote.comment).toString('hex'),
  caseDigest: vote.caseDigest,
})

export const decisionFacts = (decision: Decision, body: CallbackBody): NewAuditEntry['data'] => ({
  decisionId: decision.id,
  outcome: decision.outcome,
  kind: decision.kind,
  reason: decision.reason,
  error: decision.error,
  decidedBy: decision.decidedBy.map((person) => ({ ...person })),
  decidedAt: decision.decidedAt.toISOString(),
  undoUntil: decision.undoUntil?.toISOString() ?? null,
  policy: { ...decision.policy },
  caseDigest: decision.caseDigest,
  answerSha256: sha256(body.kind === 'success' ? body.output : body.cause).toString('hex'),
})
