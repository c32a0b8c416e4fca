import type { ApprovalId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { Attempt, PendingApproval } from '../../domain/approval.ts'
import type { Asked, Standing } from '../../domain/policy/plan.ts'
import type { ApprovalStore } from '../../ports/unit-of-work.ts'
import { APPROVAL_COLUMNS, APPROVAL_SOURCE, attemptRow, toApproval, toAttempt } from './approval-row.ts'
import { Prisma } from './generated/client.ts'
import { createLineage } from './lineage.ts'
import type { Statements } from './statements.ts'
import { assignmentsOf, columnsOf, toJson } from './statements.ts'

const TOKEN_LOCK = 1
const GROUP_LOCK = 2
/** A condition counts the past as far as this. */
const MAX_PAST = 100

const pastRow = z.object({ asked: z.int(), approved: z.int(), rejected: z.int() })
const ofTokenRow = z.object({ of_token: attemptRow })

export function createApprovalStore(tx: Statements): ApprovalStore {
  return {
    async find(id) {
      const [row] = await tx.rows`select ${APPROVAL_COLUMNS} from ${APPROVAL_SOURCE} where a.id = ${id}`
      return row === undefined ? undefined : toApproval(row)
    },

    async lock(id) {
      await tx.run`select from approval where id = ${id} for no key update`
    },

    async findByTokenHash(tokenHash) {
      const [row] = await tx.rows`
        select ${APPROVAL_COLUMNS}, to_jsonb(own) - 'token_hash' as of_token
        from ${APPROVAL_SOURCE} join attempt own on own.approval_id = a.id where own.token_hash = ${tokenHash}`
      if (row === undefined) return undefined
      return { approval: toApproval(row), attempt: toAttempt(ofTokenRow.parse(row).of_token) }
    },

    // Always the token before the group: two registrations can wait for each other only in one direction.
    async lockRegistration(tokenHash, { executionArn, stateName, itemKey }) {
      const group = JSON.stringify([executionArn, stateName, itemKey])
      await tx.run`
        select pg_advisory_xact_lock(${TOKEN_LOCK}, hashtext(encode(${tokenHash}, 'hex'))),
          pg_advisory_xact_lock(${GROUP_LOCK}, hashtext(${group}))`
    },

    ...createLineage(tx),

    async pastOf({ policy, requestedBy, since, except }) {
      const [row] = await tx.rows`
        select count(*)::int as asked, count(*) filter (where status = 'approved')::int as approved,
          count(*) filter (where status = 'rejected')::int as rejected
        from (select status from approval
          where policy_name = ${policy} and requested_by_id = ${requestedBy} and created_at > ${since}
            and id is distinct from ${except}
          order by created_at desc limit ${MAX_PAST}) lately`
      return pastRow.parse(row)
    },

    async insert(approval, tokenHash) {
      const { id, createdAt: created_at, follows } = approval
      await tx.run`insert into approval ${columnsOf({ id, created_at, follows, version: 1, ...toColumns(approval) })}`
      await insertLiveAttempt(tx, approval, tokenHash)
    },

    async addAttempt(from, next, tokenHash) {
      const moved = await tx.run`
        update approval set version = version + 1, closed_at = null, close_reason = null, close_detail = null,
          ${assignmentsOf(toColumns(next))}
        where id = ${from.id} and status = ${from.status} and version = ${from.version}`
      if (moved !== 1) return false
      await tx.run`
        update attempt set status = 'superseded', closed_at = ${next.updatedAt}
        where approval_id = ${from.id} and status = 'live'`
      await insertLiveAttempt(tx, next, tokenHash)
      return true
    },

    async insertPastAttempt(id, attempt, tokenHash) {
      await tx.run`insert into attempt ${columnsOf(attemptColumns(id, attempt, tokenHash))}`
    },

    // I1: the row decides. Status, version, digest and the database's own clock are checked by the update itself.
    async change(from, { to, at, beforeDeadline, closed, standing, escalated, plan, audience, releases }) {
      const moved = await tx.run`
        update approval set status = ${to}, version = version + 1, updated_at = ${at}::timestamptz,
          ${standing ? Prisma.sql`${assignmentsOf(standingColumns(from.team, standing))},` : Prisma.empty}
          ${escalated ? Prisma.sql`escalated = ${[...escalated]}::text[],` : Prisma.empty}
          ${plan ? Prisma.sql`${assignmentsOf({ plan: toJson(plan) })},` : Prisma.empty}
          ${audience ? Prisma.sql`${assignmentsOf(audienceColumns(audience))},` : Prisma.empty}
          ${releases === undefined ? Prisma.empty : releaseOf(releases)}
          closed_at = ${closed?.at ?? null}::timestamptz, close_reason = ${closed?.reason ?? null},
          close_detail = ${closed?.detail ?? null}
        where id = ${from.id} and status = ${from.status} and version = ${from.version}
          and case_digest = ${from.caseDigest}
          and (not ${beforeDeadline} or deadline_at is null or deadline_at > countersign_now())`
      return moved === 1
    },

    async changeClaim(from, claim) {
      const changed = await tx.run`
        update approval set ${assignmentsOf(claimColumns(claim))}
        where id = ${from.id} and status = 'pending' and claimed_by_id is not distinct from ${from.claim?.by.id ?? null}
          and claimed_until is not distinct from ${from.claim?.until ?? null}::timestamptz`
      return changed === 1
    },

    async assign(from, assignee) {
      const changed = await tx.run`
        update approval set assignee_id = ${assignee?.id ?? null}, assignee_name = ${assignee?.name ?? null}
        where id = ${from.id} and status = 'pending' and version = ${from.version}`
      return changed === 1
    },

    async repin(from, next) {
      const moved = await tx.run`
        update approval set version = version + 1, ${assignmentsOf(toColumns(next))}
        where id = ${from.id} and status = 'pending' and version = ${from.version}
          and attempt_number = ${from.attempt.number}`
      return moved === 1
    },

    async closeAttempt(id, at) {
      await tx.run`update attempt set status = 'closed', closed_at = ${at} where id = ${id} and status = 'live'`
    },

    async recordExternalBeat(from, at, deadline) {
      const beaten = await tx.run`
        with beat as (
          update attempt set last_beat_at = ${at}::timestamptz where id = ${from.attempt.id} and status = 'live' returning approval_id
        )
        update approval set deadline_at = ${deadline?.at ?? null}::timestamptz, deadline_because = ${deadline?.because ?? null},
          deadline_source = ${deadline?.source ?? null}
        where id = (select approval_id from beat) and status = 'pending' and attempt_number = ${from.attempt.number}`
      return beaten === 1
    },

    async correctFigures(from, { timeoutSeconds, heartbeat, deadline }, at) {
      const corrected = await tx.run`
        update approval set timeout_seconds = ${timeoutSeconds}::int, heartbeat_seconds = ${heartbeat?.seconds ?? null}::int,
          deadline_at = ${deadline?.at ?? null}::timestamptz, deadline_because = ${deadline?.because ?? null},
          deadline_source = ${deadline?.source ?? null}, updated_at = ${at}::timestamptz
        where id = ${from.id} and status = 'pending' and attempt_number = ${from.attempt.number}`
      return corrected === 1
    },
  }
}

/** The worker that owns the shard starts to keep the task alive. */
async function insertLiveAttempt(tx: Statements, { id, attempt }: PendingApproval, tokenHash: Uint8Array) {
  const columns = columnsOf(attemptColumns(id, attempt, tokenHash))
  await tx.run`insert into attempt ${columns} returning pg_notify('countersign_heartbeats', shard::text)`
}

const attemptColumns = (id: ApprovalId, attempt: Attempt, tokenHash: Uint8Array) => ({
  id: attempt.id,
  approval_id: id,
  number: attempt.number,
  status: attempt.status,
  token_hash: tokenHash,
  retry_count: attempt.retryCount,
  redrive_count: attempt.redriveCount,
  shard: attempt.shard,
  registered_at: attempt.registeredAt,
  closed_at: attempt.closedAt,
})

function toColumns(approval: PendingApproval) {
  const { source, heartbeat, deadline, requestedBy } = approval
  return {
    team_id: approval.team,
    policy_name: approval.policy.name,
    policy_version: approval.policy.version,
    status: approval.status,
    title: approval.title,
    why: approval.why,
    risk: approval.risk,
    context_line: approval.case.contextLine ?? null,
    case_body: toJson(approval.case),
    outcomes: toJson(approval.outcomes),
    form: toJson(approval.form),
    case_digest: approval.caseDigest,
    tags: toJson(approval.tags),
    plan: toJson(approval.plan),
    exclusions: toJson(approval.exclusions),
    excluded_names: approval.exclusions.flatMap(({ names }) => names),
    escalated: [...approval.escalated],
    ...standingColumns(approval.team, approval.standing),
    ...audienceColumns(approval.audience),
    assignee_id: approval.assignee?.id ?? null,
    assignee_name: approval.assignee?.name ?? null,
    ...claimColumns(approval.claim),
    requested_by_id: requestedBy?.id ?? null,
    requested_by_name: requestedBy?.name ?? null,
    registered_by_key: approval.registeredByKey,
    undo_seconds: approval.undoSeconds,
    execution_arn: source.executionArn,
    state_machine_arn: source.stateMachineArn,
    state_name: source.stateName,
    entered_time: source.enteredTime,
    item_key: approval.itemKey,
    attempt_number: approval.attempt.number,
    timeout_seconds: approval.timeoutSeconds,
    heartbeat_seconds: heartbeat?.seconds ?? null,
    heartbeat_mode: heartbeat?.mode ?? 'service',
    deadline_at: deadline?.at ?? null,
    deadline_because: deadline?.because ?? null,
    deadline_source: deadline?.source ?? null,
    updated_at: approval.updatedAt,
  }
}

const audienceColumns = ({ teams, people }: PendingApproval['audience']) => ({
  audience_teams: [...teams],
  audience_people: [...people],
})

const claimColumns = (claim: PendingApproval['claim']) => ({
  claimed_by_id: claim?.by.id ?? null,
  claimed_by_name: claim?.by.name ?? null,
  claimed_until: claim?.until ?? null,
})

/** Within one statement, so that a claim of somebody else that came meanwhile stays. */
const releaseOf = (holder: string) => Prisma.sql`
  claimed_until = case when claimed_by_id = ${holder} then null else claimed_until end,
  claimed_by_name = case when claimed_by_id = ${holder} then null else claimed_by_name end,
  claimed_by_id = nullif(claimed_by_id, ${holder}),`

/** The same thing twice: for the page as it is, for the lists as columns that an index can hold. */
function standingColumns(team: string, standing: Standing) {
  const idsOf = (kind: Asked['kind']) => standing.asked.flatMap((each) => (each.kind === kind ? [each.id] : []))
  const teams = idsOf('team')
  return {
    standing: toJson(standing),
    asked_here: teams.includes(team),
    asked_elsewhere: teams.filter((id) => id !== team),
    asked_people: idsOf('person'),
  }
}
