import session, { type Store } from 'express-session'
import type { BrowserSession } from '../caller.ts'
import type { EdgeHandler } from '../locals.ts'

declare module 'express-session' {
  interface SessionData {
    userId: string
    /** Milliseconds since 1970, by this machine's clock. Sessions of before have none. */
    signedInAt?: number
  }
}

/** A working day: whoever has not touched the inbox for this long signs in again. */
const IDLE_MS = 12 * 3_600_000

export const cookieName = (secure: boolean): string => (secure ? '__Host-countersign' : 'countersign')

interface Options {
  readonly store: Store
  readonly secrets: readonly string[]
  readonly secure: boolean
}

/** Server-side sessions: revocable at once, and the cookie holds nothing but a signed random id. */
export const browserSessions = ({ store, secrets, secure }: Options): EdgeHandler =>
  session({
    store,
    name: cookieName(secure),
    secret: [...secrets],
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: secure,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: IDLE_MS },
  })

export function browserSessionOf(request: Parameters<EdgeHandler>[0]): BrowserSession {
  return {
    id: request.session?.userId === undefined ? null : request.sessionID,
    async signIn(userId) {
      await called((done) => request.session.regenerate(done))
      request.session.userId = userId
      request.session.signedInAt = Date.now()
      await called((done) => request.session.save(done))
    },
    signOut: () => called((done) => request.session.destroy(done)),
  }
}

const called = (run: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())))
