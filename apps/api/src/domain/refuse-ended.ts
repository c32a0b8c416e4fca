import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import type { ClosedApproval, DecidedApproval, Decision } from './approval.ts'
import type { Refusal, Winner } from './refusal.ts'

/** Why nothing can be done any more to an approval that is no longer pending; names the winner when there is one. */
export function refuseEnded(approval: DecidedApproval | ClosedApproval): Refusal {
  switch (approval.status) {
    case 'approved':
    case 'rejected':
      return { code: 'already-decided', winner: winnerOf(approval.decision) }
    case 'expired':
    case 'withdrawn':
      return {
        code: approval.status,
        reason: approval.closed.reason,
        sentence: approval.closed.detail ?? CLOSE_SENTENCES[approval.closed.reason],
      }
  }
}

function winnerOf({ decidedBy, outcome, label, decidedAt }: Decision): Winner {
  const names = decidedBy.map(({ name }) => name).join(', ')
  return { name: names, outcome, label, at: decidedAt, via: decidedBy[0]?.via ?? 'api' }
}
