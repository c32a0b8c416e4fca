import type { VoteRequest } from '@countersign/shared/requests'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import { canKnow } from '../../domain/visibility.ts'
import { castVote, type InputCheck, type Voted } from '../../domain/vote.ts'
import type { Dossier } from '../../ports/approval-reader.ts'
import type { Identifiers } from '../../ports/identifiers.ts'

/**
 * What would come of this vote now, by the same judge. It binds nobody: it lets a form say what is wrong while it is
 * open, and the deciding transaction judges again (I8).
 */
export function previewVote(
  { identifiers }: { readonly identifiers: Identifiers },
  { approval, votes }: Dossier,
  ballot: { readonly principal: Principal; readonly request: VoteRequest; readonly now: Date },
  checkInput: InputCheck,
): Voted | Refused {
  if (!canKnow(ballot.principal, approval)) return refused({ code: 'not-found' })
  const ids = { vote: identifiers.vote(), decision: identifiers.decision(), callback: identifiers.callback() }
  const earlier = votes.filter(({ attempt }) => attempt === approval.attempt.number)
  return castVote({ approval, earlier, opened: [], revealed: false, expectedVersion: null, ids, ...ballot }, checkInput)
}
