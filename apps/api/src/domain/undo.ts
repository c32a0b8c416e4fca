import type { Approval, Callback, DecidedApproval, Decision } from './approval.ts'
import { authorize } from './authorize.ts'
import type { Principal } from './principal.ts'
import { signerOf } from './principal.ts'
import type { Refused } from './refusal.ts'
import { refused } from './refusal.ts'

export interface UndoRequest {
  readonly approval: Approval
  readonly inForce: { readonly decision: Decision; readonly callback: Callback } | undefined
  readonly principal: Principal
  readonly now: Date
}

export interface Undone {
  readonly kind: 'undone'
  readonly approval: DecidedApproval
  readonly decision: Decision
  readonly callback: Callback
}

/** Takes a decision back while its callback is held. Only who decided may, and only before the answer can be leased. */
export function undo({ approval, inForce, principal, now }: UndoRequest): Undone | Refused {
  if ((approval.status !== 'approved' && approval.status !== 'rejected') || !inForce)
    return tooLate('There is no decision that could be undone.')
  const verdict = authorize(principal, 'undo', approval)
  if (!verdict.allowed) return refused(verdict)
  const { decision, callback } = inForce
  const who = signerOf(principal)
  if (!decision.decidedBy.some((each) => each.id === who.id))
    return refused({ code: 'not-permitted', rule: 'own-decision', sentence: 'Only who decided may undo the decision.' })
  if (callback.status !== 'held' || decision.undoUntil === null || decision.undoUntil <= now)
    return tooLate('The answer is already on its way to the workflow, so it can no longer be undone.')
  return { kind: 'undone', approval, decision, callback }
}

const tooLate = (sentence: string): Refused => refused({ code: 'too-late-to-undo', sentence })
