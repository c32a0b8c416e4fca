import type { CallbackId, DecisionId } from '@countersign/shared/ids'
import { answerOf } from './answer.ts'
import type { Approval, Closed, Decision, PendingApproval } from './approval.ts'
import { authorize } from './authorize.ts'
import type { Principal } from './principal.ts'
import { signerOf } from './principal.ts'
import type { Refused } from './refusal.ts'
import { refused } from './refusal.ts'
import { refuseEnded } from './refuse-ended.ts'
import type { NewDelivery } from './vote.ts'
import { blankToNull } from './vote.ts'

export interface Cancellation {
  readonly approval: Approval
  readonly principal: Principal
  readonly comment: string | undefined
  readonly expectedVersion: number | null
  readonly ids: { readonly decision: DecisionId; readonly callback: CallbackId }
  readonly now: Date
}

export interface Cancelled {
  readonly kind: 'cancelled'
  readonly approval: PendingApproval
  readonly closed: Closed
  readonly decision: Decision
  readonly delivery: NewDelivery
}

/**
 * Takes the question back. A waiting task must not hang for it, so the workflow gets a failure it can catch by name:
 * `Countersign.Cancelled`.
 */
export function cancel(cancellation: Cancellation): Cancelled | Refused {
  const { approval, principal, expectedVersion, ids, now } = cancellation
  const verdict = authorize(principal, 'cancel', approval)
  if (!verdict.allowed) return refused(verdict)
  if (approval.status !== 'pending') return refused(refuseEnded(approval))
  if (expectedVersion !== null && expectedVersion !== approval.version)
    return refused({ code: 'version-changed', version: approval.version })
  const by = signerOf(principal)
  const decision: Decision = {
    id: ids.decision,
    attempt: approval.attempt.number,
    outcome: 'cancelled',
    kind: 'failure',
    label: 'Withdrawn by the requester',
    reason: null,
    error: 'Countersign.Cancelled',
    comment: blankToNull(cancellation.comment),
    input: null,
    decidedBy: [{ ...by, via: principal.via }],
    decidedAt: now,
    undoUntil: null,
    caseDigest: approval.caseDigest,
    policy: approval.policy,
  }
  const body = answerOf(approval.id, decision)
  if (body.kind === 'too-large')
    return refused({ code: 'invalid-request', errors: [{ pointer: '/comment', message: 'is too long; shorten it' }] })
  return {
    kind: 'cancelled',
    approval,
    closed: { at: now, reason: 'cancelled_by_requester', detail: `${by.name} withdrew the question.` },
    decision,
    delivery: { id: ids.callback, status: 'queued', body, dueAt: now },
  }
}
