import connectPgSimple from 'connect-pg-simple'
import session, { type SessionData, type Store } from 'express-session'
import type { Pool } from 'pg'
import type { Log } from '../../ports/log.ts'

const PRUNE_EVERY_SECONDS = 15 * 60
/** Moving the expiry of a 12 h session once a minute is exact enough, and spares a write per request. */
const TOUCH_EVERY_MS = 60_000
const REMEMBERED_TOUCHES = 10_000

/** Browser sessions in the `session` table: revocable by deleting a row. */
export function createPostgresSessionStore(pool: Pool, log: Log): Store & { close(): void } {
  const PgStore = connectPgSimple(session)
  const touched = new Map<string, number>()

  class SessionStore extends PgStore {
    override touch(id: string, data: SessionData, done?: () => void): void {
      const nowMs = performance.now()
      if (nowMs - (touched.get(id) ?? Number.NEGATIVE_INFINITY) < TOUCH_EVERY_MS) {
        done?.()
        return
      }
      if (touched.size >= REMEMBERED_TOUCHES) touched.clear()
      touched.set(id, nowMs)
      super.touch(id, data, done)
    }
  }
  return new SessionStore({
    pool,
    tableName: 'session',
    pruneSessionInterval: PRUNE_EVERY_SECONDS,
    errorLog: (message: unknown) => log.warn({ err: message }, 'session store'),
  })
}
