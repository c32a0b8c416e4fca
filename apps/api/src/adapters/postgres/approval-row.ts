import { caseSchema, form, outcome } from '@countersign/shared/case'
import { approvalId, attemptId, teamId } from '@countersign/shared/ids'
import { KEPT_OUT } from '@countersign/shared/policy-document'
import {
  APPROVAL_STATUSES,
  ATTEMPT_STATUSES,
  CLOSE_REASONS,
  HEARTBEAT_MODES,
  RISKS,
} from '@countersign/shared/statuses'
import { z } from 'zod'
import { type Approval, type Attempt, DEADLINE_REASONS, type Deadline } from '../../domain/approval.ts'
import { asked, plan } from '../../domain/policy/plan.ts'
import type { ListedApproval } from '../../ports/approval-reader.ts'
import { decisionRow, toDecision } from './decision-row.ts'
import { Prisma } from './generated/client.ts'
import { instant } from './instant.ts'

/** An approval with its newest attempt and the decision in force. */
export const APPROVAL_SOURCE = Prisma.sql`
  approval a
  join attempt t on t.approval_id = a.id and t.number = a.attempt_number
  left join decision d on d.approval_id = a.id and d.undone_at is null`

export const LISTED_COLUMNS = Prisma.sql`
  a.id, a.team_id, a.policy_name, a.policy_version, a.status, a.version, a.title, a.risk,
  a.context_line, a.case_digest, a.tags, a.requested_by_id, a.requested_by_name, a.registered_by_key,
  a.standing, a.escalated, a.audience_teams, a.audience_people, a.assignee_id, a.assignee_name, a.claimed_by_id,
  a.claimed_by_name, a.claimed_until, a.undo_seconds, a.execution_arn, a.state_machine_arn, a.state_name, a.entered_time,
  a.item_key, a.follows, a.timeout_seconds, a.heartbeat_seconds, a.heartbeat_mode, a.deadline_at, a.deadline_because,
  a.deadline_source, a.closed_at, a.close_reason, a.close_detail, a.created_at, a.updated_at,
  to_jsonb(t) - 'token_hash' as attempt, to_jsonb(d) as decision`

export const APPROVAL_COLUMNS = Prisma.sql`${LISTED_COLUMNS}, a.why, a.case_body, a.outcomes, a.form, a.plan, a.exclusions`

export const attemptRow = z.object({
  id: attemptId,
  number: z.int(),
  status: z.enum(ATTEMPT_STATUSES),
  retry_count: z.int(),
  redrive_count: z.int(),
  shard: z.int(),
  registered_at: instant,
  last_beat_at: instant.nullable(),
  closed_at: instant.nullable(),
})

export const exclusion = z.object({ part: z.enum(KEPT_OUT), names: z.array(z.string()) })

const listedRow = z.object({
  id: approvalId,
  team_id: teamId,
  policy_name: z.string(),
  policy_version: z.int(),
  status: z.enum(APPROVAL_STATUSES),
  version: z.int(),
  title: z.string(),
  risk: z.enum(RISKS),
  context_line: z.string().nullable(),
  case_digest: z.string(),
  tags: z.record(z.string(), z.string()),
  requested_by_id: z.string().nullable(),
  requested_by_name: z.string().nullable(),
  registered_by_key: z.string(),
  standing: z.object({ stage: z.string(), given: z.int(), needed: z.int(), asked: z.array(asked) }),
  escalated: z.array(z.string()),
  audience_teams: z.array(z.string()),
  audience_people: z.array(z.string()),
  assignee_id: z.string().nullable(),
  assignee_name: z.string().nullable(),
  claimed_by_id: z.string().nullable(),
  claimed_by_name: z.string().nullable(),
  claimed_until: instant.nullable(),
  undo_seconds: z.int(),
  execution_arn: z.string(),
  state_machine_arn: z.string().nullable(),
  state_name: z.string(),
  entered_time: z.string().nullable(),
  item_key: z.string().nullable(),
  follows: approvalId.nullable(),
  timeout_seconds: z.int().nullable(),
  heartbeat_seconds: z.int().nullable(),
  heartbeat_mode: z.enum(HEARTBEAT_MODES),
  deadline_at: instant.nullable(),
  deadline_because: z.enum(DEADLINE_REASONS).nullable(),
  deadline_source: z.literal('history').nullable(),
  closed_at: instant.nullable(),
  close_reason: z.enum(CLOSE_REASONS).nullable(),
  close_detail: z.string().nullable(),
  created_at: instant,
  updated_at: instant,
  attempt: attemptRow,
  decision: decisionRow.nullable(),
})

const approvalRow = listedRow.extend({
  why: z.string().nullable(),
  case_body: caseSchema,
  outcomes: z.array(outcome),
  form: form.nullable(),
  plan,
  exclusions: z.array(exclusion),
})

/** Parses a row of APPROVAL_COLUMNS. */
export function toApproval(raw: unknown): Approval {
  const row = approvalRow.parse(raw)
  return {
    ...toFacts(row),
    ...toStatus(row),
    why: row.why,
    case: row.case_body,
    outcomes: row.outcomes,
    form: row.form,
    plan: row.plan,
    exclusions: row.exclusions,
  }
}

/** Parses a row of LISTED_COLUMNS. */
export function toListedApproval(raw: unknown): ListedApproval {
  const row = listedRow.parse(raw)
  return { ...toFacts(row), ...toStatus(row), contextLine: row.context_line }
}

export function toAttempt(row: z.output<typeof attemptRow>): Attempt {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    retryCount: row.retry_count,
    redriveCount: row.redrive_count,
    shard: row.shard,
    registeredAt: row.registered_at,
    closedAt: row.closed_at,
  }
}

type ListedRow = z.output<typeof listedRow>

/** One union member per status, with exactly its fields; the database's checks promise that they are there. */
function toStatus({ id, status, decision, closed_at, close_reason, close_detail }: ListedRow) {
  switch (status) {
    case 'pending':
      return { status } as const
    case 'approved':
    case 'rejected':
      if (!decision) throw new Error(`approval ${id} is ${status} without a decision`)
      return { status, decision: toDecision(decision) } as const
    case 'expired':
    case 'withdrawn':
      if (!closed_at || !close_reason) throw new Error(`approval ${id} is ${status} without a reason`)
      return { status, closed: { at: closed_at, reason: close_reason, detail: close_detail } } as const
  }
}

function toFacts(row: ListedRow) {
  const { requested_by_id, requested_by_name, heartbeat_seconds } = row
  return {
    id: row.id,
    team: row.team_id,
    policy: { name: row.policy_name, version: row.policy_version },
    standing: row.standing,
    escalated: row.escalated,
    audience: { teams: row.audience_teams, people: row.audience_people },
    assignee: personOf(row.assignee_id, row.assignee_name),
    claim: claimOf(row),
    version: row.version,
    title: row.title,
    risk: row.risk,
    caseDigest: row.case_digest,
    tags: row.tags,
    requestedBy: personOf(requested_by_id, requested_by_name),
    registeredByKey: row.registered_by_key,
    undoSeconds: row.undo_seconds,
    source: {
      executionArn: row.execution_arn,
      stateMachineArn: row.state_machine_arn,
      stateName: row.state_name,
      enteredTime: row.entered_time,
    },
    itemKey: row.item_key,
    follows: row.follows,
    attempt: toAttempt(row.attempt),
    timeoutSeconds: row.timeout_seconds,
    heartbeat: heartbeat_seconds === null ? null : { mode: row.heartbeat_mode, seconds: heartbeat_seconds },
    deadline: toDeadline(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

const personOf = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? id })

function claimOf({ claimed_by_id, claimed_by_name, claimed_until }: ListedRow) {
  const by = personOf(claimed_by_id, claimed_by_name)
  return by && claimed_until ? { by, until: claimed_until } : null
}

function toDeadline({
  deadline_at: at,
  deadline_because: because,
  deadline_source: source,
}: ListedRow): Deadline | null {
  if (!at || !because) return null
  return source ? { at, because, source } : { at, because }
}
