import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import type {
  IdempotencyClaim,
  IdempotencyRecords,
  IdempotentRequest,
  StoredAnswer,
} from '../../ports/idempotency-records.ts'

/** Long enough for any request that still runs; a client that waited this long for a dead one may go on. */
const ABANDONED_AFTER = '60 seconds'
const KEPT_FOR = '24 hours'
const PRUNE_LIMIT = 5_000

/** Only the hash of the client's key and of the body are stored, and our own answer. */
export function createPostgresIdempotencyRecords(pool: Pool): IdempotencyRecords {
  return {
    async begin(request) {
      const identity = identityOf(request)
      const claimed = await pool.query<{ locked_at: string }>(CLAIM, [...identity, request.bodyHash])
      const [claim] = claimed.rows
      if (claim) return { kind: 'claimed', lockedAt: claim.locked_at }
      const { rows } = await pool.query<RecordRow>(READ, identity)
      const [record] = rows
      // Pruned between the two statements: nothing is known of the key any more.
      if (!record) return this.begin(request)
      return judge(record, request)
    },

    async complete(request, lockedAt, { status, text, headers }) {
      await pool.query(COMPLETE, [...identityOf(request), lockedAt, status, text, JSON.stringify(headers)])
    },

    async release(request, lockedAt) {
      await pool.query(RELEASE, [...identityOf(request), lockedAt])
    },

    async prune() {
      const { rowCount } = await pool.query(PRUNE, [PRUNE_LIMIT])
      return rowCount ?? 0
    },
  }
}

interface RecordRow {
  readonly body_hash: Buffer
  readonly status: number | null
  readonly response: string | null
  readonly headers: StoredAnswer['headers'] | null
}

function judge(record: RecordRow, request: IdempotentRequest): IdempotencyClaim {
  if (!record.body_hash.equals(request.bodyHash)) return { kind: 'otherBody' }
  if (record.status === null) return { kind: 'inFlight' }
  return {
    kind: 'replay',
    answer: { status: record.status, text: record.response ?? '', headers: record.headers ?? {} },
  }
}

const identityOf = ({ principal, route, key }: IdempotentRequest): [string, string, string] => [
  principal,
  route,
  createHash('sha256').update(key).digest('base64url'),
]

/** Absent, expired, or abandoned by a request with the same body: the only states in which a claim succeeds. */
const CLAIM = `
  insert into idempotency_record as record (principal, route, key, body_hash, locked_at, expires_at)
  values ($1, $2, $3, $4, countersign_now(), countersign_now() + interval '${KEPT_FOR}')
  on conflict (principal, route, key) do update
    set body_hash = excluded.body_hash, status = null, response = null, headers = null,
        locked_at = excluded.locked_at, expires_at = excluded.expires_at
    where record.expires_at <= countersign_now()
       or (record.status is null and record.body_hash = excluded.body_hash
           and record.locked_at <= countersign_now() - interval '${ABANDONED_AFTER}')
  returning locked_at::text`

const READ = `
  select body_hash, status, response, headers from idempotency_record
  where principal = $1 and route = $2 and key = $3`

/** `locked_at` is the fence: a request that took longer than its claim keeps nothing. */
const COMPLETE = `
  update idempotency_record set status = $5, response = $6, headers = $7
  where principal = $1 and route = $2 and key = $3 and locked_at = $4::timestamptz and status is null`

const RELEASE = `
  delete from idempotency_record
  where principal = $1 and route = $2 and key = $3 and locked_at = $4::timestamptz and status is null`

const PRUNE = `
  delete from idempotency_record where (principal, route, key) in
    (select principal, route, key from idempotency_record where expires_at < countersign_now() order by expires_at limit $1)`
