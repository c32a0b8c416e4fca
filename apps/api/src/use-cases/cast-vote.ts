import type { ApprovalId } from '@countersign/shared/ids'
import { wantsReveal } from '@countersign/shared/policy-document'
import type { VoteRequest } from '@countersign/shared/requests'
import type { Approval, Decision, Vote } from '../domain/approval.ts'
import { hasSensitive } from '../domain/mask-case.ts'
import type { Principal } from '../domain/principal.ts'
import { voterOf } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import type { Ballot, Voted } from '../domain/vote.ts'
import { castVote as judgeVote } from '../domain/vote.ts'
import type { FormValidator } from '../ports/form-validator.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval, voteFacts } from './audit-approval.ts'
import { beginStage, reviewStage } from './escalations/begin-stage.ts'
import { findKnown } from './find-known.ts'
import { recordDecision } from './record-decision.ts'
import { recordDenial } from './record-denial.ts'
import { refreshPrincipal } from './refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly forms: FormValidator
}

export interface CastVoteCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly request: VoteRequest
  /** `If-Match` */
  readonly expectedVersion: number | null
}

export interface VoteCast {
  readonly kind: 'voted'
  readonly vote: Vote
  /** The decision this vote made, if it was the last one needed. */
  readonly decision: Decision | null
}

/** Each lost race is somebody else's progress; more rounds than this would be a bug. */
const MAX_ROUNDS = 20

/** Flow 2. One transaction (I1): the vote, and with the last one needed the decision, its callback and the log. */
export async function castVote(deps: Deps, command: CastVoteCommand): Promise<VoteCast | Refused> {
  const cast = castVoteIn(deps, command)
  const result = await deps.unitOfWork.transaction(cast)
  if (result.kind === 'refused')
    await recordDenial(deps.unitOfWork, command.principal, 'vote', command.approvalId, result)
  return result
}

/** The same inside a transaction that has more to write: a message that is answered exactly once. It logs no denial. */
export function castVoteIn(
  deps: Pick<Deps, 'identifiers' | 'forms'>,
  command: CastVoteCommand,
): (stores: Stores) => Promise<VoteCast | Refused> {
  const ids = {
    vote: deps.identifiers.vote(),
    decision: deps.identifiers.decision(),
    callback: deps.identifiers.callback(),
  }
  return async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    await stores.approvals.lock(command.approvalId)
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = await findKnown(stores.approvals, principal, command.approvalId)
      if (found.kind === 'refused') return found
      const { approval } = found
      const earlier = await stores.votes.ofAttempt(approval.id, approval.attempt.number)
      const { request, expectedVersion } = command
      const seen = await seenBy(stores, approval, principal)
      const ballot = { approval, earlier, ...seen, principal, request, expectedVersion, ids, now: await stores.now() }
      const voted = judgeVote(ballot, deps.forms.check)
      if (voted.kind === 'refused') return voted
      const { at } = voted.vote
      const next =
        voted.kind === 'decided' ? { to: voted.to, at } : { to: 'pending' as const, at, standing: voted.standing }
      const moved = await stores.approvals.change(voted.approval, {
        ...next,
        beforeDeadline: true,
        releases: voted.vote.by.id,
      })
      if (moved) return record(stores, principal, voted)
      // Somebody moved it first: judge what it is now, so that the refusal names the winner.
    }
    throw new Error(`approval ${command.approvalId} kept changing`)
  }
}

async function record(stores: Stores, principal: Principal, voted: Voted): Promise<VoteCast> {
  const { approval, vote } = voted
  await stores.votes.insert(approval.id, vote)
  const entry = auditApproval('approval.voted', approval, principal, vote.at, voteFacts(vote))
  if (voted.kind === 'voted') {
    const next = { ...approval, standing: voted.standing }
    if (next.standing.stage === approval.standing.stage) await reviewStage(stores, next)
    else await beginStage(stores, next, vote.at)
    await stores.audit.append(entry)
    return { kind: 'voted', vote, decision: null }
  }
  const facts = await recordDecision(stores, approval, voted)
  await stores.audit.append(entry, auditApproval('approval.decided', approval, principal, vote.at, facts))
  return { kind: 'voted', vote, decision: voted.decision }
}

/** What the voter has looked at; asked only where the policy demands it. */
async function seenBy(
  stores: Stores,
  { id, attempt, caseDigest, case: body, plan: { demands } }: Approval,
  principal: Principal,
): Promise<Pick<Ballot, 'opened' | 'revealed'>> {
  const user = voterOf(principal)?.user
  if (!user) return { opened: [], revealed: false }
  return {
    opened: demands.evidence ? await stores.evidence.opened(id, user.id, caseDigest) : [],
    revealed: wantsReveal(demands) && hasSensitive(body) && (await stores.reveals.has(id, user.id, attempt.number)),
  }
}
