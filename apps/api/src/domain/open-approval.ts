import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import type { ApprovalId, AttemptId, TeamId } from '@countersign/shared/ids'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Approval, Attempt, Exclusion, PendingApproval, PolicyRef, Source, Vote } from './approval.ts'
import { canonicalJson } from './canonical-json.ts'
import { caseDigest } from './case-digest.ts'
import { deadlineOf } from './deadline.ts'
import type { AttemptOrder } from './match-attempt.ts'
import { audienceOf, type Plan } from './policy/plan.ts'
import { type Counted, tally } from './policy/tally.ts'
import { plainName } from './visibility.ts'

const DEFAULT_UNDO_SECONDS = 10

/** A registration with its names resolved: what the workflow asks, of whom, and where it comes from. */
export interface Question {
  readonly request: ApprovalRequest
  readonly source: Source
  readonly order: AttemptOrder
  readonly team: TeamId
  readonly policy: PolicyRef
  readonly plan: Plan
  readonly exclusions: readonly Exclusion[]
  readonly registeredByKey: string
  readonly attemptId: AttemptId
  readonly shard: number
}

/** The first token of a task opens a new approval. */
export function openApproval(
  question: Question,
  id: ApprovalId,
  follows: ApprovalId | null,
  now: Date,
): PendingApproval {
  return { ...ask(question, 1, [], now), id, version: 1, follows, createdAt: now, assignee: null, claim: null }
}

/**
 * A newer token of the same task joins its approval: pending again, with the case as the new attempt tells it. A pinned
 * policy stays pinned, and whoever once had a part in the case keeps it: a retry must not widen who may decide.
 * @param carried votes that count for the new attempt as well (I7)
 */
export function joinApproval(
  from: Approval,
  question: Question,
  attemptNumber: number,
  carried: readonly Vote[],
  now: Date,
): PendingApproval {
  const requestedBy = question.request.requestedBy ?? from.requestedBy ?? undefined
  const request = { ...question.request, ...(requestedBy ? { requestedBy } : {}) }
  const exclusions = joinExclusions(from.exclusions, question.exclusions)
  return {
    ...ask({ ...question, exclusions, request }, attemptNumber, carried, now),
    assignee: from.assignee,
    claim: from.claim,
    id: from.id,
    version: from.version + 1,
    follows: from.follows,
    createdAt: from.createdAt,
  }
}

/**
 * I7: votes carry to another attempt only where the policy says so, the case is the same to the byte, and they would be
 * asked of the same people, none of whom has a part in the case by now; and never so that they decide without anybody
 * pressing a button again.
 */
export function votesToCarry(from: Approval, question: Question, votes: readonly Vote[]): readonly Vote[] {
  const { plan } = question
  const asked = ask(question, from.attempt.number + 1, [], from.updatedAt)
  if (!plan.keepVotes || asked.caseDigest !== from.caseDigest) return []
  if (canonicalJson(plan.stages) !== canonicalJson(from.plan.stages)) return []
  const had = new Set(question.exclusions.flatMap(({ names }) => names))
  const isExcluded = ({ by, onBehalfOf }: Vote) =>
    [by, onBehalfOf].some((person) => person !== null && had.has(plainName(person.id)))
  if (votes.some(isExcluded)) return []
  return tally({ ...asked, escalated: [] }, votes).kind === 'waiting' ? votes : []
}

/** A token that came too late to ask anything. */
export const pastAttempt = (
  { attemptId, order, shard }: Pick<Question, 'attemptId' | 'order' | 'shard'>,
  number: number,
  status: 'superseded' | 'closed',
  now: Date,
): Attempt => ({ id: attemptId, number, status, ...order, shard, registeredAt: now, closedAt: now })

function ask(question: Question, attemptNumber: number, votes: readonly Vote[], now: Date) {
  const { request, source, order, team, policy, plan, exclusions, registeredByKey } = question
  const attempt: Attempt = {
    id: question.attemptId,
    number: attemptNumber,
    status: 'live',
    retryCount: order.retryCount,
    redriveCount: order.redriveCount,
    shard: question.shard,
    registeredAt: now,
    closedAt: null,
  }
  const shown = {
    title: request.title,
    why: request.why ?? null,
    risk: request.risk,
    requestedBy: request.requestedBy ?? null,
    case: request.case,
    outcomes: request.outcomes ?? DEFAULT_OUTCOMES,
    form: request.form ?? null,
  }
  const timeoutSeconds = request.timeoutSeconds ?? null
  const heartbeat =
    request.heartbeatSeconds === undefined ? null : { mode: request.heartbeatMode, seconds: request.heartbeatSeconds }
  return {
    ...shown,
    status: 'pending' as const,
    team,
    policy,
    plan,
    exclusions,
    escalated: [],
    standing: standingOf({ plan, escalated: [], outcomes: shown.outcomes, exclusions }, votes),
    audience: otherAudience(plan, team),
    caseDigest: caseDigest({ ...shown, executionArn: source.executionArn, stateName: source.stateName }),
    tags: request.tags,
    registeredByKey,
    undoSeconds: request.undoSeconds ?? DEFAULT_UNDO_SECONDS,
    source,
    itemKey: request.key ?? null,
    attempt,
    timeoutSeconds,
    heartbeat,
    deadline: deadlineOf({
      ...order,
      registeredAt: now,
      enteredTime: source.enteredTime,
      timeoutSeconds,
      heartbeat,
      lastBeatAt: null,
      expires: plan.expires,
    }),
    updatedAt: now,
  }
}

function standingOf(counted: Counted, votes: readonly Vote[]) {
  const result = tally(counted, votes)
  if (result.kind === 'decided') throw new Error('an approval cannot be opened as decided')
  return result.standing
}

/** Whom a plan may ask besides the team. */
export function otherAudience(plan: Plan, team: TeamId): PendingApproval['audience'] {
  const idsOf = (kind: 'team' | 'person') => audienceOf(plan).flatMap((each) => (each.kind === kind ? [each.id] : []))
  return { teams: idsOf('team').filter((id) => id !== team), people: idsOf('person') }
}

export function joinExclusions(before: readonly Exclusion[], now: readonly Exclusion[]): readonly Exclusion[] {
  const all = [...before, ...now].map((each) => [canonicalJson(each), each] as const)
  return [...new Map(all).values()]
}
