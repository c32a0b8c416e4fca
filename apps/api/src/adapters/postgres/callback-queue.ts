import { approvalId, attemptId, callbackId, decisionId } from '@countersign/shared/ids'
import type pg from 'pg'
import type { CallbackBody } from '../../domain/approval.ts'
import type { LastReply } from '../../domain/callback-transition.ts'
import type { CallbackLease, CallbackQueue, EvidenceGap, Lane } from '../../ports/callback-queue.ts'

interface LeaseRow {
  id: string
  fence: string
  number: number
  approval_id: string
  attempt_id: string
  decision_id: string
  execution_arn: string
  kind: string
  output: string | null
  error: string | null
  cause: string | null
  ambiguous: number
  last_reply: LastReply
  age_ms: number
  lag_ms: number
  deadline_in_ms: number | null
}

/**
 * What is due in each lane. `sending` counts as due for judging when its lease ran out, or when its owner is provably
 * dead (its session with the database ended) and is not ourselves.
 */
const DUE: Record<Lane, string> = {
  send: `c.status in ('held', 'queued') and c.due_at <= (select countersign_now())`,
  judge: `(c.status = 'unconfirmed' and c.due_at <= (select countersign_now()))
    or (c.status = 'sending' and (c.lease_until <= (select countersign_now())
        or (c.lease_owner <> $1 and not countersign_worker_alive(c.lease_owner))))`,
}

/** As domain/outages.ts names an account and region. */
const SCOPE = `split_part(c.execution_arn, ':', 5) || '/' || split_part(c.execution_arn, ':', 4)`

const NEXT_DUE: Record<Lane, string> = {
  send: `select min(c.due_at) as at from callback c where c.status in ('held', 'queued') and not (${SCOPE} = any($1))`,
  judge: `select least(
    (select min(c.due_at) from callback c where c.status = 'unconfirmed' and not (${SCOPE} = any($1))),
    (select min(c.lease_until) from callback c where c.status = 'sending')) as at`,
}

// One statement: the lease, the higher fence and the attempt row commit together or not at all (I3).
const leaseSql = (lane: Lane) => `
  with due as (
    select c.id, a.deadline_at from callback c join approval a on a.id = c.approval_id
    where (${DUE[lane]}) and ($5::text[] is null or ${SCOPE} = any($5)) and not (${SCOPE} = any($6))
    order by a.deadline_at asc nulls last, c.due_at limit $3 for update of c skip locked
  ), leased as (
    update callback c set status = 'sending', lease_owner = $1,
      lease_until = countersign_now() + $2 * interval '1 millisecond', fence = c.fence + 1, attempts = c.attempts + 1
    from due where c.id = due.id returning c.*, due.deadline_at
  ), written as (
    insert into callback_attempt (callback_id, number, fence, action, started_at)
    select id, attempts, fence, $4, countersign_now() from leased
  )
  select l.id, l.fence, l.attempts as number, l.approval_id, l.attempt_id, l.decision_id, l.execution_arn,
    l.kind, l.output, l.error, l.cause, coalesce(past.ambiguous, 0)::int as ambiguous, past.last_reply,
    (extract(epoch from countersign_now() - l.created_at) * 1000)::float8 as age_ms,
    (extract(epoch from countersign_now() - coalesce(d.undo_until, l.created_at)) * 1000)::float8 as lag_ms,
    (extract(epoch from l.deadline_at - countersign_now()) * 1000)::float8 as deadline_in_ms
  from leased l join decision d on d.id = l.decision_id cross join lateral (
    select count(*) as ambiguous, (array_agg(t.result order by t.number desc))[1] as last_reply
    from callback_attempt t where t.callback_id = l.id and t.number < l.attempts and t.action = 'send'
      and (t.result is null or t.result in ('unknown', 'gone', 'invalid'))
  ) past
  order by l.deadline_at asc nulls last, l.due_at`

/** Prepared once a connection: planning costs more than the lease itself. */
const LEASE = {
  send: { name: 'countersign_lease_send', text: leaseSql('send') },
  judge: { name: 'countersign_lease_judge', text: leaseSql('judge') },
} as const satisfies Record<Lane, object>

export function createPostgresCallbackQueue(pool: pg.Pool): CallbackQueue {
  return {
    async lease(lane, { owner, leaseMs, limit, only = null, closed = [] }) {
      const { rows } = await pool.query<LeaseRow>({
        ...LEASE[lane],
        values: [owner, leaseMs, limit, lane, only, closed],
      })
      return rows.map(fromRow)
    },

    nextDueInMs: (lane, closed = []) => milliseconds(pool, NEXT_DUE[lane], [closed]),

    async evidenceGaps(limit) {
      const { rows } = await pool.query<{
        id: string
        approval_id: string
        attempt_id: string
        decision_id: string
        execution_arn: string
        age_ms: number
      }>(
        `select id, approval_id, attempt_id, decision_id, execution_arn,
           (extract(epoch from countersign_now() - finished_at) * 1000)::float8 as age_ms
         from callback where status = 'confirmed' and history_event_id is null and due_at <= (select countersign_now())
         order by due_at limit $1`,
        [limit],
      )
      return rows.map(
        (row): EvidenceGap => ({
          callbackId: callbackId.parse(row.id),
          approvalId: approvalId.parse(row.approval_id),
          attemptId: attemptId.parse(row.attempt_id),
          decisionId: decisionId.parse(row.decision_id),
          executionArn: row.execution_arn,
          ageMs: row.age_ms,
        }),
      )
    },

    nextEvidenceInMs: () =>
      milliseconds(
        pool,
        `select min(due_at) as at from callback where status = 'confirmed' and history_event_id is null`,
      ),

    async parked() {
      const { rows } = await pool.query<{ approval_id: string; due_at: Date; detail: string | null }>(
        `select approval_id, due_at, detail from callback where status = 'parked' order by due_at`,
      )
      return rows.map((row) => ({
        approvalId: approvalId.parse(row.approval_id),
        since: row.due_at,
        detail: row.detail ?? '',
      }))
    },

    async postponeEvidence(id, delayMs) {
      await pool.query(
        `update callback set due_at = countersign_now() + $2 * interval '1 millisecond'
         where id = $1 and status = 'confirmed' and history_event_id is null`,
        [id, delayMs],
      )
    },
  }
}

async function milliseconds(
  pool: pg.Pool,
  instantSql: string,
  values: readonly unknown[] = [],
): Promise<number | null> {
  const { rows } = await pool.query<{ in_ms: number | null }>(
    `select (extract(epoch from at - countersign_now()) * 1000)::float8 as in_ms from (${instantSql}) next`,
    [...values],
  )
  const inMs = rows[0]?.in_ms ?? null
  return inMs === null ? null : Math.max(0, Math.ceil(inMs))
}

function fromRow(row: LeaseRow): CallbackLease {
  return {
    callbackId: callbackId.parse(row.id),
    fence: BigInt(row.fence),
    attemptNumber: row.number,
    approvalId: approvalId.parse(row.approval_id),
    attemptId: attemptId.parse(row.attempt_id),
    decisionId: decisionId.parse(row.decision_id),
    executionArn: row.execution_arn,
    body: toBody(row),
    ambiguousSends: row.ambiguous,
    lastReply: row.last_reply,
    ageMs: row.age_ms,
    lagMs: Math.max(0, row.lag_ms),
    deadlineInMs: row.deadline_in_ms,
  }
}

function toBody({ id, output, error, cause }: LeaseRow): CallbackBody {
  if (output !== null) return { kind: 'success', output }
  if (error !== null && cause !== null) return { kind: 'failure', error, cause }
  throw new Error(`callback ${id} has neither an output nor an error with a cause`)
}
