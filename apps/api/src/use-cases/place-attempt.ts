import type { ApprovalId } from '@countersign/shared/ids'
import type { Approval, Attempt, Exclusion, PendingApproval } from '../domain/approval.ts'
import { inheritedParts } from '../domain/inherited-parts.ts'
import type { IncomingAttempt, Match, Proofs } from '../domain/match-attempt.ts'
import { canBeJoined, matchAttempt } from '../domain/match-attempt.ts'
import { joinApproval, joinExclusions, openApproval, pastAttempt, votesToCarry } from '../domain/open-approval.ts'
import { judgeTimers } from '../domain/policy/timers.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { Conditions } from '../ports/conditions.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { Policy, Stores } from '../ports/unit-of-work.ts'
import type { ApprovalRequested, RequestApprovalCommand, Warning } from './approval-requested.ts'
import { attemptFacts, auditApproval, registrationFacts } from './audit-approval.ts'
import { type Asking, makeQuestion } from './make-question.ts'
import { recordRegistration } from './record-registration.ts'

export interface PlaceAttemptDeps {
  readonly conditions: Conditions
  readonly identifiers: Pick<Identifiers, 'vote' | 'decision' | 'callback'>
}

export interface Placement {
  readonly tokenHash: Uint8Array
  readonly asking: Asking
  /** For a new approval. */
  readonly approvalId: ApprovalId
  readonly proofs: Proofs
}

/** Where the token belongs depends on which of these the engine still waits for: it has to be asked first. */
export interface Unproven {
  readonly kind: 'unproven'
  readonly own: boolean
  readonly predecessors: readonly Approval[]
}

/** I6, under the locks of this token and of its attempt group. */
export async function placeAttempt(
  deps: PlaceAttemptDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  placement: Placement,
): Promise<ApprovalRequested | Unproven | Refused> {
  const { source, request } = command
  const group = { executionArn: source.executionArn, stateName: source.stateName, itemKey: request.key ?? null }
  await stores.approvals.lockRegistration(placement.tokenHash, group)
  const known = await stores.approvals.findByTokenHash(placement.tokenHash)
  const lineages = known ? [] : await stores.approvals.findByGroup(group)
  const match = matchAttempt(incomingOf(command), known, lineages, placement.proofs)
  switch (match.kind) {
    case 'same':
    case 'conflict':
      return answerKnown(match)
    case 'ask': {
      const predecessors: Approval[] = []
      for (const id of match.of) predecessors.push(await find(stores, id))
      return { kind: 'unproven', own: match.own, predecessors }
    }
    case 'new':
      return open(deps, stores, command, placement, match)
    case 'late':
      return keep(stores, command, placement, match)
    case 'join':
      return join(
        deps,
        stores,
        command,
        placement,
        match.id,
        lineages.find(({ id }) => id === match.id)?.orders.length ?? 0,
      )
  }
}

async function open(
  deps: PlaceAttemptDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  { asking, tokenHash, approvalId }: Placement,
  { follows, warnings }: Extract<Match, { kind: 'new' }>,
): Promise<ApprovalRequested | Refused> {
  const now = await stores.now()
  const made = await makeQuestion(deps, stores, asking, { policy: asking.addressee.policy, joins: null })
  const question = { ...made, exclusions: joinExclusions(await inherited(stores, command), made.exclusions) }
  const approval = openApproval(question, approvalId, follows, now)
  const timers = judgeTimers(approval, now)
  if ('kind' in timers) return timers
  await stores.approvals.insert(approval, tokenHash)
  const entry = auditApproval('approval.requested', approval, command.principal, now, registrationFacts(approval))
  const recorded = await recordRegistration(deps, stores, approval, entry)
  return { kind: 'registered', how: 'opened', ...recorded, warnings: [...warnings, ...timers.map(leftOut)] }
}

/** L8. Nearly every task is at its first attempt, and asks the database nothing. */
async function inherited({ approvals }: Stores, command: RequestApprovalCommand): Promise<readonly Exclusion[]> {
  const incoming = incomingOf(command)
  const { redriveCount, retryCount } = incoming.order
  return redriveCount + retryCount === 0 ? [] : inheritedParts(incoming, await approvals.partsBefore(incoming))
}

const leftOut = (message: string): Warning => ({ code: 'timer-left-out', message })

async function join(
  deps: PlaceAttemptDeps,
  stores: Stores,
  command: RequestApprovalCommand,
  placement: Placement,
  id: ApprovalId,
  attempts: number,
): Promise<ApprovalRequested | Unproven | Refused> {
  const from = await find(stores, id)
  const now = await stores.now()
  const { asking } = placement
  const question = await makeQuestion(deps, stores, asking, {
    policy: await pinnedBy(stores, from, asking.addressee.policy),
    joins: from.id,
  })
  const carried = votesToCarry(from, question, await stores.votes.ofAttempt(from.id, from.attempt.number))
  const approval: PendingApproval = joinApproval(from, question, attempts + 1, carried, now)
  const timers = judgeTimers(approval, now)
  if ('kind' in timers) return timers
  const joinable = canBeJoined(from.status, 'closed' in from ? from.closed.reason : null)
  // A vote or a close may win the row meanwhile; then what the token means has to be judged again.
  if (!joinable || !(await stores.approvals.addAttempt(from, approval, placement.tokenHash)))
    return placeAttempt(deps, stores, command, placement)
  const type = from.status === 'pending' ? 'approval.superseded' : 'approval.revived'
  const carriedVotes = carried.map(({ id: vote }) => ({ id: deps.identifiers.vote(), from: vote }))
  if (carriedVotes.length > 0) await stores.votes.carry(approval.id, approval.attempt.number, carriedVotes)
  const facts = { supersedes: from.attempt.number, ...registrationFacts(approval), carriedVotes }
  const entry = auditApproval(type, approval, command.principal, now, facts)
  return {
    kind: 'registered',
    how: 'joined',
    ...(await recordRegistration(deps, stores, approval, entry)),
    warnings: timers.map(leftOut),
  }
}

/** A pinned version stays pinned; only another policy brings its current one. */
async function pinnedBy({ directory }: Stores, { id, policy }: Approval, asked: Policy): Promise<Policy> {
  const pinned = policy.name === asked.name ? await directory.policy(policy.name, policy.version) : asked
  if (!pinned) throw new Error(`the policy that approval ${id} pins is gone`)
  return pinned
}

/** L4, L7: the log and the list of attempts know of it; nobody is asked, and nothing is announced. */
async function keep(
  stores: Stores,
  { principal, order }: RequestApprovalCommand,
  { asking, tokenHash }: Placement,
  { id, as, number }: Extract<Match, { kind: 'late' }>,
): Promise<ApprovalRequested> {
  const approval = await find(stores, id)
  const now = await stores.now()
  const attempt = pastAttempt({ ...asking, order }, number, as, now)
  await stores.approvals.insertPastAttempt(id, attempt, tokenHash)
  await stores.audit.append(auditApproval('attempt.late', approval, principal, now, attemptFacts(attempt)))
  return { kind: 'registered', how: 'late', approval, attempt, warnings: warningsOfPast(approval, attempt) }
}

async function find(stores: Stores, id: ApprovalId): Promise<Approval> {
  const approval = await stores.approvals.find(id)
  if (!approval) throw new Error(`approval ${id} is gone`)
  return approval
}

export function answerKnown(match: Extract<Match, { kind: 'same' | 'conflict' }>): ApprovalRequested | Refused {
  if (match.kind === 'conflict') return refused(CONFLICT)
  const { approval, attempt } = match
  return { kind: 'registered', how: 'repeated', approval, attempt, warnings: warningsOfPast(approval, attempt) }
}

/** What the sender should know of a token that nobody will answer; a queue's consumer has nothing to repair, though. */
function warningsOfPast({ attempt: current, status }: Approval, attempt: Attempt): readonly Warning[] {
  if (attempt.id === current.id) return []
  const { number, registeredAt } = current
  if (attempt.status === 'superseded')
    return [
      {
        code: 'attempt-superseded',
        message:
          `Attempt ${number}, registered at ${registeredAt.toISOString()}, has taken over; this token can no longer ` +
          'be answered. Nothing is to be done: registrations may arrive late and in any order.',
      },
    ]
  return [
    {
      code: 'attempt-ended',
      message: `The task no longer waited when this token was registered, so the approval stays ${status}. A retry or a redrive asks again.`,
    },
  ]
}

export function incomingOf({ source, order, request }: RequestApprovalCommand): IncomingAttempt {
  const { executionArn, stateName, enteredTime } = source
  return { executionArn, stateName, enteredTime, itemKey: request.key ?? null, order }
}

const CONFLICT = {
  code: 'token-conflict',
  sentence: 'This task token is registered for another task. Pass the context object of the task it belongs to.',
} as const
