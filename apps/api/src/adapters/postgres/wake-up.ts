import pg from 'pg'
import { backoffMs } from '../../domain/backoff.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { WakeUp, WakeUpCall } from '../../ports/wake-up.ts'

interface Deps {
  clock: Clock
  log: Log
  random: () => number
}

const CHANNELS = ['countersign_callbacks', 'countersign_heartbeats', 'countersign_events']
const EVERY_CALL: readonly WakeUpCall[] = ['callbacks', 'tokens', 'shards', 'news']
/**
 * The class of the advisory locks by which workers know each other; countersign_workers() counts them. Shared: after a
 * broken connection the database may hold on to the old session's lock for a while.
 */
const WORKER_LOCKS = 1129530187
/** A connection whose other end vanished says nothing: asked this often whether it still answers. */
const PROBE_MS = 5_000

/** LISTEN on one connection of its own; the worker's advisory lock lives and dies with it. */
export function createPostgresWakeUp(deps: Deps, databaseUrl: string, owner: string): WakeUp {
  let stopped = false
  let client: pg.Client | undefined
  let cancelTimer = () => {}

  return {
    async start(onCall) {
      await connect(onCall)
    },
    async stop() {
      stopped = true
      cancelTimer()
      await client?.end().catch(() => {})
    },
  }

  async function connect(onCall: (call: WakeUpCall) => void): Promise<void> {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: owner,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: PROBE_MS,
    })
    let lost = false
    const lose = (error?: Error) => {
      if (lost || stopped) return
      lost = true
      deps.log.warn({ err: error }, 'listening connection lost')
      next.end().catch(() => {})
      reconnect(onCall, 0)
    }
    next.on('error', lose)
    next.on('end', lose)
    next.on('notification', ({ channel, payload }) => onCall(toCall(channel, payload)))
    try {
      await next.connect()
      for (const channel of CHANNELS) await next.query(`listen ${channel}`)
      await next.query('select pg_advisory_lock_shared($1, countersign_worker_key($2))', [WORKER_LOCKS, owner])
    } catch (error) {
      lost = true
      await next.end().catch(() => {})
      throw error
    }
    client = next
    if (stopped) await next.end().catch(() => {})
    else probe(next, lose)
  }

  function reconnect(onCall: (call: WakeUpCall) => void, attempt: number): void {
    cancelTimer = deps.clock.after(backoffMs(attempt, deps.random(), { baseMs: 100, capMs: 5_000 }), () => {
      if (stopped) return
      connect(onCall).then(
        () => {
          deps.log.info({}, 'listening again')
          for (const call of EVERY_CALL) onCall(call)
        },
        (error: unknown) => {
          deps.log.warn({ err: error }, 'cannot listen yet')
          reconnect(onCall, attempt + 1)
        },
      )
    })
  }

  function probe(current: pg.Client, lose: (error?: Error) => void): void {
    cancelTimer = deps.clock.after(PROBE_MS, () => {
      if (stopped || client !== current) return
      current.query('select 1').then(() => probe(current, lose), lose)
    })
  }
}

function toCall(channel: string, payload: string | undefined): WakeUpCall {
  if (channel === 'countersign_callbacks') return 'callbacks'
  if (channel === 'countersign_events') return 'news'
  return payload === 'shards' ? 'shards' : 'tokens'
}
