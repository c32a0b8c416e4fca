import { attemptId } from '@countersign/shared/ids'
import type pg from 'pg'
import type { HeartbeatShards } from '../../ports/heartbeat-shards.ts'

const SHARDS = 64

/** A lease is renewed when this part of it has passed; oftener only burns rows. */
const RENEW_AFTER = 0.3

const RENEW = `
  update heartbeat_shard set lease_until = countersign_now() + $2 * interval '1 millisecond'
  where lease_owner = $1 and lease_until > countersign_now()
    and lease_until < countersign_now() + $2 * ${1 - RENEW_AFTER} * interval '1 millisecond'`

/**
 * A worker asks its listening session something every 5 s. One that has not for this long hangs, however well its
 * connection is: its shards are free once their lease is over, and nobody keeps a fair share for it.
 */
const SILENT_MS = 9_000

const HELD = `
  select s.shard, s.fence, (extract(epoch from s.lease_until - countersign_now()) * 1000)::float8 as left_ms,
    (select count(*) from (
      (select key from countersign_workers() except
        select countersign_worker_key(application_name) from pg_stat_activity
        where datname = current_database() and application_name like 'worker-%' and state = 'idle'
        group by application_name having max(state_change) < clock_timestamp() - $2 * interval '1 millisecond')
      union select countersign_worker_key($1)) w)::int as workers
  from (select 1) one left join heartbeat_shard s on s.lease_owner = $1 and s.lease_until > countersign_now()`

// I3: taking a shard raises its fence. Free, run out, or of an owner whose session has ended.
const CLAIM = `
  with workers as materialized (select key from countersign_workers()), free as (
    select shard from heartbeat_shard
    where lease_owner is null or lease_until <= countersign_now()
      or (lease_owner <> $1 and countersign_worker_key(lease_owner) not in (select key from workers))
    order by shard limit $3 for update skip locked
  )
  update heartbeat_shard s set lease_owner = $1, fence = s.fence + 1,
    lease_until = countersign_now() + $2 * interval '1 millisecond'
  from free where s.shard = free.shard returning s.shard, s.fence`

const GIVE_BACK = `
  with given as (
    update heartbeat_shard set lease_owner = null, lease_until = null
    where lease_owner = $1 and shard = any($2::smallint[]) returning shard)
  select pg_notify('countersign_heartbeats', 'shards') where exists (select from given)`

interface HeldRow {
  shard: number | null
  fence: string
  left_ms: number
  workers: number
}

export function createPostgresHeartbeatShards(pool: pg.Pool, silentMs = SILENT_MS): HeartbeatShards {
  return {
    async keep(owner, leaseMs) {
      await pool.query(RENEW, [owner, leaseMs])
      const { rows } = await pool.query<HeldRow>(HELD, [owner, silentMs])
      const workers = rows[0]?.workers ?? 1
      const fairShare = Math.ceil(SHARDS / workers)
      const held = new Map<number, bigint>()
      let leftMs = leaseMs
      for (const { shard, fence, left_ms } of rows) {
        if (shard === null) continue
        held.set(shard, BigInt(fence))
        leftMs = Math.min(leftMs, left_ms)
      }

      const surplus = [...held.keys()].slice(fairShare)
      if (surplus.length > 0) {
        await pool.query(GIVE_BACK, [owner, surplus])
        for (const shard of surplus) held.delete(shard)
      } else if (held.size < fairShare) {
        const claimed = await pool.query<{ shard: number; fence: string }>(CLAIM, [
          owner,
          leaseMs,
          fairShare - held.size,
        ])
        for (const { shard, fence } of claimed.rows) held.set(shard, BigInt(fence))
      }
      return { held, leftMs, workers }
    },

    async release(owner) {
      await pool.query(GIVE_BACK, [owner, Array.from({ length: SHARDS }, (_, shard) => shard)])
    },

    async recordBeats(owner, beats) {
      const ids = beats.map((beat) => beat.attemptId)
      const { rows } = await pool.query<{ id: string }>(
        `update attempt a set last_beat_at = countersign_now() - b.ago_ms * interval '1 millisecond'
         from unnest($2::text[], $3::float8[]) b (id, ago_ms), heartbeat_shard s
         where a.id = b.id and a.status = 'live'
           and s.shard = a.shard and s.lease_owner = $1 and s.lease_until > countersign_now()
         returning a.id`,
        [owner, ids, beats.map((beat) => beat.agoMs)],
      )
      const recorded = new Set(rows.map((row) => row.id))
      return ids.filter((id) => !recorded.has(id)).map((id) => attemptId.parse(id))
    },
  }
}
