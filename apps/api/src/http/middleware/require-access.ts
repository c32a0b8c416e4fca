import type { Access } from '../define-route.ts'
import type { EdgeHandler } from '../locals.ts'
import { ProblemError } from '../to-problem.ts'
import { notSignedIn } from './authenticate.ts'

/** The coarse gate of a route; who may do what to which approval is `authorize()`'s, inside the transaction (I8). */
export const requireAccess =
  (access: Access): EdgeHandler =>
  (_request, response, next) => {
    const principal = response.locals.caller?.principal
    if (access === 'public' || access === 'browser' || access === 'signed') return next()
    if (!principal) throw notSignedIn('Sign in, or send an API key as "Authorization: Bearer apk_…".')
    if (principal.kind === 'key' && access === 'session')
      throw new ProblemError({
        code: 'not-permitted',
        detail: 'This address is for people who signed in with a browser.',
      })
    if (principal.kind === 'key' && access !== 'session' && !principal.key.scopes.includes(access.scope))
      throw new ProblemError({
        code: 'missing-scope',
        detail: `This API key lacks the scope ${access.scope}. Issue one that has it: npm run keys -- create --scopes ${access.scope}`,
        rule: access.scope,
      })
    next()
  }
