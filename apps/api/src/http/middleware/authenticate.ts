import type { Store } from 'express-session'
import type { User } from '../../domain/principal.ts'
import type { ApiKeys } from '../../ports/api-keys.ts'
import type { People } from '../../ports/people.ts'
import type { Caller } from '../caller.ts'
import type { EdgeHandler } from '../locals.ts'
import { ProblemError } from '../to-problem.ts'

interface Deps {
  readonly apiKeys: ApiKeys
  readonly people: People
  /** Whether browser sessions count at all. */
  readonly sessions: boolean
}

/**
 * Finds out who asks: an API key when the request carries one (a browser cannot be tricked into sending that), else the
 * session's user, read afresh so that a disabled person is cut off at once. A credential that does not hold is refused
 * even where none is needed; no credential at all is left to the route.
 */
export const authenticate =
  ({ apiKeys, people, sessions }: Deps): EdgeHandler =>
  async (request, response, next) => {
    const header = request.get('authorization')
    const userId = sessions ? request.session?.userId : undefined
    if (header !== undefined) response.locals.caller = await callerOfKey(apiKeys, header)
    else if (userId !== undefined) {
      const user = await people.user(userId)
      if (!user || user.disabled) {
        request.session.destroy(() => next(notSignedIn('Your account is disabled or gone; ask an admin.')))
        return
      }
      response.locals.caller = callerOfUser(people, user, request)
    }
    next()
  }

async function callerOfKey(apiKeys: ApiKeys, header: string): Promise<Caller> {
  const presented = /^Bearer +(\S+)$/i.exec(header)?.[1]
  const key = presented === undefined ? undefined : await apiKeys.authenticate(presented)
  if (presented === undefined || !key)
    throw notSignedIn('The Authorization header holds no API key that is valid now: send "Bearer apk_…".')
  return {
    principal: { kind: 'key', key, via: 'api' },
    label: `key:${key.id}`,
    browser: false,
    stillValid: async () => {
      const current = await apiKeys.authenticate(presented)
      return current && { kind: 'key', key: current, via: 'api' }
    },
  }
}

function callerOfUser(people: People, user: User, request: Parameters<EdgeHandler>[0]): Caller {
  const { sessionStore, sessionID, session } = request
  const signedIn = session?.signedInAt === undefined ? {} : { signedInAt: new Date(session.signedInAt) }
  const principal = { kind: 'user', via: 'web', ...signedIn } as const
  return {
    principal: { ...principal, user },
    label: `user:${user.id}`,
    browser: true,
    stillValid: async () => {
      const current = (await isAlive(sessionStore, sessionID)) ? await people.user(user.id) : undefined
      return current && !current.disabled ? { ...principal, user: current } : undefined
    },
  }
}

const isAlive = (store: Store, id: string): Promise<boolean> =>
  new Promise((resolve) => store.get(id, (_error, session) => resolve(session?.userId !== undefined)))

export const notSignedIn = (detail: string) =>
  new ProblemError({ code: 'not-signed-in', detail, headers: { 'WWW-Authenticate': 'Bearer' } })
