import type { User } from '../../../domain/principal.ts'
import type { RawRequest } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { notSignedIn } from '../../middleware/authenticate.ts'

/** Who is signed in. */
export function personOf(request: Pick<RawRequest, 'caller'>): User {
  const principal = principalOf(request)
  if (principal.kind !== 'user') throw notSignedIn('Sign in.')
  return principal.user
}
