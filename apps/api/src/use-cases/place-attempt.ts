import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Approval, Attempt, PendingApproval, Source } from '../domain/approval.ts'
import type { AttemptOrder, IncomingAttempt, Lineage, Match } from '../domain/match-attempt.ts'
import { canBeJoined, matchAttempt } from '../domain/match-attempt.ts'
import { joinApproval, openApproval, votesToCarry } from '../domain/open-approval.ts'
import { COUNTERSIGN } from '../domain/own-actors.ts'
import { decideByRule } from '../domain/policy/decide-by-rule.ts'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { TaskToken } from '../domain/task-token.ts'
import type { Conditions } from '../ports/conditions.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { NewAuditEntry, Stores } from '../ports/unit-of-work.ts'
import { auditApproval, registrationFacts } from './audit-approval.ts'
import { type Asking, makeQuestion } from './make-question.ts'
import { recordDecision } from './record-decision.ts'

export interface RequestApprovalCommand {
  readonly principal: Principal
  readonly taskToken: TaskToken
  readonly source: Source
  readonly order: AttemptOrder
  readonly request: ApprovalRequest
}

export interface Warning {
  readonly code: string
  readonly message: string
}

export interface ApprovalRequested {
  readonly kind: 'registered'
  readonly how: 'opened' | 'joined' | 'repeated'
  readonly approval: Approval
  /** The attempt of this token; an older one than the approval's when a repeated token is superseded. */
  readonly attempt: Attempt
  readonly warnings: readonly Warning[]
}

export interface PlaceAttemptDeps {
  readonly conditions: Conditions
  readonly identifiers: Pick<Identifiers, 'vote' | 'decision' | 'callback'>
}

export interface Placement {
  readonly tokenHash: Uint8Array
  readonly asking: Asking
  /** For a new approval. */
  readonly approvalId: ApprovalId
  /** What the engine said of tokens that this one might supersede. */
  readonly proven: ReadonlyMap<AttemptId, 'dead' | 'alive'>
}

/** It would supersede a pending approval without a key; first the engine has to say whether that one still waits. */
export interface Unproven {
  readonly kind: 'unproven'
  readonly predecessor: PendingApproval
}

/** I6, under the locks of this token and of its attempt group. */
export async function placeAttempt(
  deps: PlaceAttemptDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  placement: Placement,
): Promise<ApprovalRequested | Unproven | Refused> {
  const { source, request, principal } = command
  const { tokenHash, asking, proven } = placement
  const { policy } = asking.addressee
  const group = { executionArn: source.executionArn, stateName: source.stateName, itemKey: request.key ?? null }
  await stores.approvals.lockRegistration(tokenHash, group)
  const known = await stores.approvals.findByTokenHash(tokenHash)
  const lineages = known ? [] : await stores.approvals.findByGroup(group)
  const match = matchAttempt(incomingOf(command), known, lineages, livingOf(lineages, proven))
  const now = await stores.now()
  if (match.kind === 'new') {
    const question = await makeQuestion(deps, stores, asking, policy)
    const approval = openApproval(question, placement.approvalId, match.follows, now)
    await stores.approvals.insert(approval, tokenHash)
    const entry = auditApproval('approval.requested', approval, principal, now, registrationFacts(approval))
    const registered = await recordRule(deps, stores, approval, entry)
    return { kind: 'registered', how: 'opened', ...registered, warnings: match.warnings }
  }
  if (match.kind !== 'join') return answerMatch(match)
  const from = await stores.approvals.find(match.id)
  if (!from) throw new Error(`approval ${match.id} is gone`)
  if (from.status === 'pending' && from.itemKey === null && !proven.has(from.attempt.id))
    return { kind: 'unproven', predecessor: from }
  const pinned =
    from.policy.name === policy.name ? await stores.directory.policy(policy.name, from.policy.version) : policy
  if (!pinned) throw new Error(`the policy that approval ${from.id} pins is gone`)
  const question = await makeQuestion(deps, stores, asking, pinned)
  const votes = await stores.votes.ofAttempt(from.id, from.attempt.number)
  const carried = votesToCarry(from, question, votes)
  const approval = joinApproval(from, question, carried, now)
  const joinable = canBeJoined(from.status, 'closed' in from ? from.closed.reason : null)
  // A vote or a close may win the row meanwhile; then what the token means has to be judged again.
  if (!joinable || !(await stores.approvals.addAttempt(from, approval, tokenHash)))
    return placeAttempt(deps, stores, command, placement)
  const copies = carried.map(({ id }) => ({ id: deps.identifiers.vote(), from: id }))
  if (copies.length > 0) await stores.votes.carry(approval.id, approval.attempt.number, copies)
  const type = from.status === 'pending' ? 'approval.superseded' : 'approval.revived'
  const facts = {
    supersedes: from.attempt.number,
    ...registrationFacts(approval),
    ...(copies.length > 0 ? { carriedVotes: copies } : {}),
  }
  const registered = await recordRule(deps, stores, approval, auditApproval(type, approval, principal, now, facts))
  return { kind: 'registered', how: 'joined', ...registered, warnings: [] }
}

/** A case that a rule of its policy decides is decided in the transaction that registers it. */
async function recordRule(
  deps: PlaceAttemptDeps,
  stores: Stores,
  approval: PendingApproval,
  entry: NewAuditEntry,
): Promise<Pick<ApprovalRequested, 'approval' | 'attempt'>> {
  const { attempt, plan } = approval
  const at = approval.updatedAt
  const ids = { decision: deps.identifiers.decision(), callback: deps.identifiers.callback() }
  const ruled = decideByRule(approval, ids, at)
  if (!ruled || !(await stores.approvals.change(approval, { to: ruled.to, at, beforeDeadline: true }))) {
    await stores.audit.append(entry)
    return { approval, attempt }
  }
  const decided = await recordDecision(stores, approval, ruled, {
    actor: COUNTERSIGN,
    at,
    facts: { ...plan.decidedBy },
  })
  await stores.audit.append(entry, decided)
  const { decision, to } = ruled
  return { approval: { ...approval, status: to, version: approval.version + 1, decision }, attempt }
}

const livingOf = (lineages: readonly Lineage[], proven: Placement['proven']): ReadonlySet<ApprovalId> =>
  new Set(lineages.filter(({ newestId }) => proven.get(newestId) === 'alive').map(({ id }) => id))

export function answerMatch(match: Match): ApprovalRequested | Refused {
  switch (match.kind) {
    case 'same': {
      const { approval, attempt } = match
      return { kind: 'registered', how: 'repeated', approval, attempt, warnings: [] }
    }
    case 'conflict':
      return refused(CONFLICT)
    case 'stale':
      return refused({
        code: 'stale-attempt',
        sentence:
          `A newer attempt of this task is registered already (redrive ${match.newest.redriveCount}, ` +
          `retry ${match.newest.retryCount}); this token can no longer be answered.`,
      })
    case 'join':
    case 'new':
      throw new Error(`a match of kind ${match.kind} has to be registered`)
  }
}

export function incomingOf({ source, order, request }: RequestApprovalCommand): IncomingAttempt {
  const { executionArn, stateName, enteredTime } = source
  return { executionArn, stateName, enteredTime, itemKey: request.key ?? null, order }
}

const CONFLICT = {
  code: 'token-conflict',
  sentence: 'This task token is registered for another task. Pass the context object of the task it belongs to.',
} as const
