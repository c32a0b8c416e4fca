import { approvalId } from '@countersign/shared/ids'
import { APPROVAL_STATUSES, CLOSE_REASONS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { PendingApproval } from '../../domain/approval.ts'
import type { ApprovalStore } from '../../ports/unit-of-work.ts'
import { APPROVAL_COLUMNS, APPROVAL_SOURCE, attemptRow, toApproval, toAttempt } from './approval-row.ts'
import { Prisma } from './generated/client.ts'

const TOKEN_LOCK = 1
const GROUP_LOCK = 2
/** So many candidates are ambiguous whatever they are (I6), so the rest need not be read. */
const MAX_CANDIDATES = 100

const order = z.object({ redriveCount: z.int(), retryCount: z.int() })
const lineageRow = z.object({
  id: approvalId,
  status: z.enum(APPROVAL_STATUSES),
  close_reason: z.enum(CLOSE_REASONS).nullable(),
  entered_time: z.string().nullable(),
  follows: approvalId.nullable(),
  orders: z.tuple([order], order),
})

export function createApprovalStore(tx: Prisma.TransactionClient): ApprovalStore {
  return {
    async find(id) {
      const [row] = await tx.$queryRaw<unknown[]>`select ${APPROVAL_COLUMNS} from ${APPROVAL_SOURCE} where a.id = ${id}`
      return row === undefined ? undefined : toApproval(row)
    },

    async findByTokenHash(tokenHash) {
      const [row] = await tx.$queryRaw<[{ of_token: unknown }] | []>`
        select ${APPROVAL_COLUMNS}, to_jsonb(own) - 'token_hash' as of_token
        from ${APPROVAL_SOURCE} join attempt own on own.approval_id = a.id where own.token_hash = ${tokenHash}`
      return row && { approval: toApproval(row), attempt: toAttempt(attemptRow.parse(row.of_token)) }
    },

    // Always the token before the group: two registrations can wait for each other only in one direction.
    async lockRegistration(tokenHash, { executionArn, stateName, itemKey }) {
      await tx.$executeRaw`select pg_advisory_xact_lock(${TOKEN_LOCK}::int, hashtext(encode(${tokenHash}, 'hex')))`
      const group = JSON.stringify([executionArn, stateName, itemKey])
      await tx.$executeRaw`select pg_advisory_xact_lock(${GROUP_LOCK}::int, hashtext(${group}))`
    },

    async findByGroup({ executionArn, stateName, itemKey }) {
      const rows = await tx.$queryRaw<unknown[]>`
        select a.id, a.status, a.close_reason, a.entered_time, a.follows,
          (select jsonb_agg(jsonb_build_object('redriveCount', t.redrive_count, 'retryCount', t.retry_count)
             order by t.number desc) from attempt t where t.approval_id = a.id) as orders
        from approval a
        where a.execution_arn = ${executionArn} and a.state_name = ${stateName}
          and a.item_key is not distinct from ${itemKey}
        order by a.created_at desc limit ${MAX_CANDIDATES}`
      return rows.map((raw) => {
        const {
          id,
          status,
          close_reason: closeReason,
          entered_time: enteredTime,
          follows,
          orders,
        } = lineageRow.parse(raw)
        return { id, status, closeReason, enteredTime, follows, newest: orders[0], orders }
      })
    },

    async insert(approval, tokenHash) {
      const columns = toColumns(approval)
      await tx.approval.create({
        data: { id: approval.id, createdAt: approval.createdAt, follows: approval.follows, version: 1, ...columns },
      })
      await insertAttempt(tx, approval, tokenHash)
    },

    async addAttempt(from, next, tokenHash) {
      const { count } = await tx.approval.updateMany({
        where: { id: from.id, status: from.status, version: from.version },
        data: { ...toColumns(next), version: { increment: 1 }, closedAt: null, closeReason: null, closeDetail: null },
      })
      if (count !== 1) return false
      await tx.attempt.updateMany({
        where: { approvalId: from.id, status: 'live' },
        data: { status: 'superseded', closedAt: next.updatedAt },
      })
      await insertAttempt(tx, next, tokenHash)
      return true
    },

    // I1: the row decides. Status, version, digest and the database's own clock are checked by the update itself.
    async change(from, { to, at, beforeDeadline, closed }) {
      const moved = await tx.$executeRaw`
        update approval set status = ${to}, version = version + 1, updated_at = ${at}::timestamptz,
          closed_at = ${closed?.at ?? null}::timestamptz, close_reason = ${closed?.reason ?? null},
          close_detail = ${closed?.detail ?? null}
        where id = ${from.id} and status = ${from.status} and version = ${from.version}
          and case_digest = ${from.caseDigest}
          and (not ${beforeDeadline} or deadline_at is null or deadline_at > countersign_now())`
      return moved === 1
    },

    async closeAttempt(id, at) {
      await tx.attempt.updateMany({ where: { id, status: 'live' }, data: { status: 'closed', closedAt: at } })
    },

    async recordExternalBeat(from, at, deadline) {
      const beaten = await tx.$executeRaw`
        with beat as (
          update attempt set last_beat_at = ${at}::timestamptz where id = ${from.attempt.id} and status = 'live' returning approval_id
        )
        update approval set deadline_at = ${deadline?.at ?? null}::timestamptz, deadline_because = ${deadline?.because ?? null}
        where id = (select approval_id from beat) and status = 'pending' and attempt_number = ${from.attempt.number}`
      return beaten === 1
    },
  }
}

async function insertAttempt(tx: Prisma.TransactionClient, { id, attempt }: PendingApproval, tokenHash: Uint8Array) {
  await tx.attempt.create({
    data: {
      id: attempt.id,
      approvalId: id,
      number: attempt.number,
      status: attempt.status,
      tokenHash: Uint8Array.from(tokenHash),
      retryCount: attempt.retryCount,
      redriveCount: attempt.redriveCount,
      shard: attempt.shard,
      registeredAt: attempt.registeredAt,
    },
  })
  // The worker that owns the shard starts to keep the task alive.
  await tx.$executeRaw`select pg_notify('countersign_heartbeats', ${String(attempt.shard)})`
}

function toColumns(approval: PendingApproval) {
  const { source, heartbeat, deadline, requestedBy } = approval
  return {
    teamId: approval.team,
    policyName: approval.policy.name,
    policyVersion: approval.policy.version,
    status: approval.status,
    title: approval.title,
    why: approval.why,
    risk: approval.risk,
    contextLine: approval.case.contextLine ?? null,
    caseBody: toJson(approval.case),
    outcomes: toJson(approval.outcomes),
    form: approval.form ? toJson(approval.form) : Prisma.DbNull,
    caseDigest: approval.caseDigest,
    tags: toJson(approval.tags),
    requestedById: requestedBy?.id ?? null,
    requestedByName: requestedBy?.name ?? null,
    registeredByKey: approval.registeredByKey,
    undoSeconds: approval.undoSeconds,
    executionArn: source.executionArn,
    stateMachineArn: source.stateMachineArn,
    stateName: source.stateName,
    enteredTime: source.enteredTime,
    itemKey: approval.itemKey,
    attemptNumber: approval.attempt.number,
    timeoutSeconds: approval.timeoutSeconds,
    heartbeatSeconds: heartbeat?.seconds ?? null,
    heartbeatMode: heartbeat?.mode ?? 'service',
    deadlineAt: deadline?.at ?? null,
    deadlineBecause: deadline?.because ?? null,
    updatedAt: approval.updatedAt,
  }
}

/** Prisma's JSON input type knows no `undefined` members; they vanish here as they do in the digest. */
const toJson = (value: unknown): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue
