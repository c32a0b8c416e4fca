import type { Principal } from '../../domain/principal.ts'
import type { RawRequest } from '../define-route.ts'
import { notSignedIn } from '../middleware/authenticate.ts'

/** The person and their browser session, for what is bound to both. */
export function sessionOf({ caller, session }: Pick<RawRequest, 'caller' | 'session'>): {
  readonly principal: Extract<Principal, { kind: 'user' }>
  readonly sessionId: string
} {
  if (caller?.principal.kind !== 'user' || session.id === null) throw notSignedIn('Sign in.')
  return { principal: caller.principal, sessionId: session.id }
}
