import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import type { ApprovalId, AttemptId, TeamId } from '@countersign/shared/ids'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Approval, Attempt, PendingApproval, Policy, Source } from './approval.ts'
import { caseDigest } from './case-digest.ts'
import { deadlineOf } from './deadline.ts'
import type { AttemptOrder } from './match-attempt.ts'

const DEFAULT_UNDO_SECONDS = 10

/** A registration with its names resolved: what the workflow asks, of whom, and where it comes from. */
export interface Question {
  readonly request: ApprovalRequest
  readonly source: Source
  readonly order: AttemptOrder
  readonly team: TeamId
  readonly policy: Policy
  readonly registeredByKey: string
  readonly registeredFor: string | null
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
  return { ...ask(question, 1, now), id, version: 1, follows, createdAt: now }
}

/**
 * A newer token of the same task joins its approval: pending again, with the case as the new attempt tells it. Votes
 * belong to attempts, so they are asked again. A pinned policy stays pinned, and a requester once named stays named:
 * a retry must not widen who may decide.
 */
export function joinApproval(from: Approval, question: Question, attemptNumber: number, now: Date): PendingApproval {
  const policy = question.policy.name === from.policy.name ? from.policy : question.policy
  const requestedBy = question.request.requestedBy ?? from.requestedBy ?? undefined
  const request = { ...question.request, ...(requestedBy ? { requestedBy } : {}) }
  return {
    ...ask({ ...question, policy, request }, attemptNumber, now),
    id: from.id,
    version: from.version + 1,
    follows: from.follows,
    createdAt: from.createdAt,
  }
}

/** A token that came too late to ask anything. */
export const pastAttempt = (
  { attemptId, order, shard }: Question,
  number: number,
  status: 'superseded' | 'closed',
  now: Date,
): Attempt => ({ id: attemptId, number, status, ...order, shard, registeredAt: now, closedAt: now })

function ask(question: Question, attemptNumber: number, now: Date) {
  const { request, source, order, team, policy, registeredByKey, registeredFor } = question
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
    caseDigest: caseDigest({ ...shown, executionArn: source.executionArn, stateName: source.stateName }),
    tags: request.tags,
    registeredByKey,
    registeredFor,
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
    }),
    updatedAt: now,
  }
}
