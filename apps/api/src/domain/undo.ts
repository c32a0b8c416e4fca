import type { Approval, Callback, DecidedApproval, Decision, PendingApproval, Vote } from './approval.ts'
import { authorize } from './authorize.ts'
import type { Standing } from './policy/plan.ts'
import { tally } from './policy/tally.ts'
import type { Principal } from './principal.ts'
import { signerOf } from './principal.ts'
import type { Refused } from './refusal.ts'
import { refused } from './refusal.ts'

export interface UndoRequest {
  readonly approval: Approval
  /** Votes on this attempt that count, oldest first. */
  readonly votes: readonly Vote[]
  readonly inForce: { readonly decision: Decision; readonly callback: Callback } | undefined
  readonly principal: Principal
  readonly now: Date
}

export type Undone =
  | {
      readonly kind: 'undone'
      readonly approval: DecidedApproval
      readonly vote: Vote
      readonly standing: Standing
      readonly decision: Decision
      readonly callback: Callback
    }
  | {
      readonly kind: 'taken-back'
      readonly approval: PendingApproval
      readonly vote: Vote
      readonly standing: Standing
    }

/**
 * Takes a vote back: the one that decided, while its callback is held and before the answer can be leased, or one that
 * waits for others in the stage it was cast in. Only who cast it may, and the votes of the others stay.
 */
export function undo({ approval, votes, inForce, principal, now }: UndoRequest): Undone | Refused {
  const who = signerOf(principal)
  if (approval.status === 'pending') return takeBack(approval, votes, principal)
  if ((approval.status !== 'approved' && approval.status !== 'rejected') || !inForce)
    return tooLate('There is no decision that could be undone.')
  const verdict = authorize(principal, 'undo', approval)
  if (!verdict.allowed) return refused(verdict)
  const { decision, callback } = inForce
  // Whose vote decided is named last; two votes of one millisecond have no order of their own.
  const vote = votes.find(({ by }) => by.id === decision.decidedBy.at(-1)?.id)
  if (vote?.by.id !== who.id)
    return refused({
      code: 'not-permitted',
      rule: 'own-decision',
      sentence: 'Only whose vote decided may undo the decision.',
    })
  if (callback.status !== 'held' || decision.undoUntil === null || decision.undoUntil <= now)
    return tooLate('The answer is already on its way to the workflow, so it can no longer be undone.')
  return { kind: 'undone', approval, vote, standing: without(approval, votes, vote), decision, callback }
}

function takeBack(approval: PendingApproval, votes: readonly Vote[], principal: Principal): Undone | Refused {
  const vote = votes.find(({ by }) => by.id === signerOf(principal).id)
  if (!vote) return tooLate('There is no decision that could be undone.')
  const verdict = authorize(principal, 'undo', approval)
  if (!verdict.allowed) return refused(verdict)
  if (vote.stage !== approval.standing.stage)
    return tooLate('The next stage relies on your vote already, so it can no longer be taken back.')
  return { kind: 'taken-back', approval, vote, standing: without(approval, votes, vote) }
}

function without(approval: Approval, votes: readonly Vote[], vote: Vote): Standing {
  const others = votes.filter(({ id }) => id !== vote.id)
  const rest = tally(approval, others)
  if (rest.kind === 'decided') throw new Error('fewer votes cannot decide more')
  return rest.standing
}

const tooLate = (sentence: string): Refused => refused({ code: 'too-late-to-undo', sentence })
