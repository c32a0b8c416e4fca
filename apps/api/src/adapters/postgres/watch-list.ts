import { approvalId, attemptId } from '@countersign/shared/ids'
import type pg from 'pg'
import type { Deadline } from '../../domain/approval.ts'
import type { LiveToken, WatchedApproval, WatchList } from '../../ports/watch-list.ts'

const LIVE = `
  select t.id as attempt_id, a.id as approval_id, a.execution_arn, t.shard, a.heartbeat_seconds,
    (extract(epoch from countersign_now() - coalesce(t.last_beat_at, t.registered_at)) * 1000)::float8 as quiet_ms
  from attempt t join approval a on a.id = t.approval_id
  where t.status = 'live' and a.heartbeat_mode = 'service' and t.shard = any($1::smallint[])`

const WATCHED = `
  from approval a join attempt t on t.approval_id = a.id and t.status = 'live'
  where a.status = 'pending' and t.shard = any($1::smallint[])`

/** A history tells of a task a moment after its token is out. */
const LAGGING = `interval '1 second'`

interface LiveRow {
  attempt_id: string
  approval_id: string
  execution_arn: string
  shard: number
  heartbeat_seconds: number | null
  quiet_ms: number
}

interface WatchedRow {
  attempt_id: string
  approval_id: string
  execution_arn: string
}

export function createPostgresWatchList(pool: pg.Pool): WatchList {
  return {
    // In the order of the index: no page sorts what the ones after it will read.
    async liveTokens(shards, after, limit) {
      const { rows } = await pool.query<LiveRow>(
        `${LIVE} and (t.shard, t.id) > ($2::smallint, $3::text) order by t.shard, t.id limit $4`,
        [shards, after?.shard ?? -1, after?.attemptId ?? '', limit],
      )
      return rows.map(toLiveToken)
    },

    async newTokens(shards, sinceMs) {
      const { rows } = await pool.query<LiveRow>(
        `${LIVE} and t.registered_at > (select countersign_now()) - $2 * interval '1 millisecond'`,
        [shards, sinceMs],
      )
      return rows.map(toLiveToken)
    },

    async unchecked(shards, limit) {
      const { rows } = await pool.query<WatchedRow & { last_beat_at: Date | null }>(
        `select a.id as approval_id, t.id as attempt_id, a.execution_arn, t.last_beat_at
         ${WATCHED} and t.figures_at is null and t.registered_at < (select countersign_now()) - ${LAGGING}
         order by t.registered_at limit $2`,
        [shards, limit],
      )
      return rows.map((row) => ({ ...toWatched(row), lastBeatAt: row.last_beat_at }))
    },

    async markChecked(attempts) {
      await pool.query('update attempt set figures_at = countersign_now() where id = any($1::text[])', [attempts])
    },

    async overdue(shards, limit) {
      const { rows } = await pool.query<WatchedRow & { because: Deadline['because']; overdue_ms: number }>(
        `select a.id as approval_id, t.id as attempt_id, a.execution_arn, a.deadline_because as because,
           (extract(epoch from countersign_now() - a.deadline_at) * 1000)::float8 as overdue_ms
         ${WATCHED} and a.deadline_at <= (select countersign_now()) order by a.deadline_at limit $2`,
        [shards, limit],
      )
      return rows.map((row) => ({ ...toWatched(row), because: row.because, overdueMs: row.overdue_ms }))
    },

    async nextDeadlineInMs(shards) {
      const { rows } = await pool.query<{ in_ms: number | null }>(
        `select (extract(epoch from a.deadline_at - countersign_now()) * 1000)::float8 as in_ms
         ${WATCHED} and a.deadline_at > (select countersign_now()) order by a.deadline_at limit 1`,
        [shards],
      )
      const inMs = rows[0]?.in_ms ?? null
      return inMs === null ? null : Math.max(0, Math.ceil(inMs))
    },

    async unproven(shards, afterId, { limit, silentMs }) {
      const { rows } = await pool.query<WatchedRow>(
        `select a.id as approval_id, t.id as attempt_id, a.execution_arn
         ${WATCHED} and ($2::text is null or a.id > $2) and (a.heartbeat_mode = 'external'
           or coalesce(t.last_beat_at, t.registered_at) < (select countersign_now()) - $4 * interval '1 millisecond')
         order by a.id limit $3`,
        [shards, afterId, limit, silentMs],
      )
      return rows.map(toWatched)
    },
  }
}

function toLiveToken(row: LiveRow): LiveToken {
  return {
    ...toWatched(row),
    shard: row.shard,
    heartbeatSeconds: row.heartbeat_seconds,
    quietMs: Math.max(0, row.quiet_ms),
  }
}

function toWatched(row: WatchedRow): WatchedApproval {
  return {
    approvalId: approvalId.parse(row.approval_id),
    attemptId: attemptId.parse(row.attempt_id),
    executionArn: row.execution_arn,
  }
}
