import type { MappedDecision } from '@countersign/shared/integrations'
import { type VoteRequest, voteRequest } from '@countersign/shared/requests'

type Decision = Extract<MappedDecision, { kind: 'decision' }>

/** The decision of a mapping as the vote that it asks for, on exactly one attempt. */
export function voteRequestOf(decision: Decision, shown: { caseDigest: string; attempt: number }): VoteRequest {
  const { outcome, reason, comment, input, caseDigest } = decision
  return voteRequest.parse({
    outcome,
    ...(reason === null ? {} : { reason }),
    ...(comment === null ? {} : { comment }),
    ...(input === null ? {} : { input }),
    // I7: systems that carry no digest back answer for the attempt of the address, whose case never changes.
    caseDigest: caseDigest ?? shown.caseDigest,
    attempt: shown.attempt,
  })
}
