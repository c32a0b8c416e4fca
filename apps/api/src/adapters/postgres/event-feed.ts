import { Client } from 'pg'
import type { Clock } from '../../ports/clock.ts'
import type { EventFeed } from '../../ports/event-feed.ts'
import type { Log } from '../../ports/log.ts'

const CHANNEL = 'countersign_events'
const RECONNECT_MS = 500
/** Should a notification ever be lost, viewers learn of the event this late. */
const SAFETY_POLL_MS = 5_000

/** LISTEN on a connection of its own, made again whenever it breaks. */
export function createPostgresEventFeed(databaseUrl: string, clock: Clock, log: Log): EventFeed {
  const listeners = new Set<() => void>()
  let client: Client | undefined
  let closed = false
  let cancelTimer = clock.after(0, connect)
  const tellAll = () => {
    for (const listener of listeners) listener()
  }

  function connect(): void {
    const attempt = new Client({
      connectionString: databaseUrl,
      application_name: 'countersign events',
      keepAlive: true,
    })
    client = attempt
    attempt.on('error', (err) => log.warn({ err }, 'the event feed lost its connection'))
    attempt.on('end', () => reconnect(attempt))
    attempt.on('notification', tellAll)
    attempt
      .connect()
      .then(() => attempt.query(`listen ${CHANNEL}`))
      .then(() => {
        // Whatever was committed while nobody listened.
        tellAll()
        poll()
      })
      .catch((err: unknown) => {
        log.warn({ err }, 'the event feed cannot connect')
        attempt.end().catch(() => undefined)
        reconnect(attempt)
      })
  }

  function reconnect(from: Client): void {
    if (closed || client !== from) return
    client = undefined
    cancelTimer()
    cancelTimer = clock.after(RECONNECT_MS, connect)
  }

  function poll(): void {
    if (closed) return
    cancelTimer()
    cancelTimer = clock.after(SAFETY_POLL_MS, () => {
      tellAll()
      poll()
    })
  }

  return {
    subscribe(onNews) {
      listeners.add(onNews)
      return () => listeners.delete(onNews)
    },
    async close() {
      closed = true
      cancelTimer()
      await client?.end()
    },
  }
}
