import type { Principal } from '../../domain/principal.ts'
import type { Caller } from '../caller.ts'
import { ProblemError } from '../to-problem.ts'

/** The route's access rule has seen to it already; this says so to the type checker, and fails closed. */
export function principalOf(request: { readonly caller: Caller | undefined }): Principal {
  if (!request.caller) throw new ProblemError({ code: 'not-signed-in', detail: 'Sign in, or send an API key.' })
  return request.caller.principal
}
