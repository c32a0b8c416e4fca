import { authorizeSetup } from '../domain/authorize.ts'
import type { Answer } from './answer.ts'
import { problem } from './answer.ts'
import type { RawRequest } from './define-route.ts'
import { principalOf } from './input/principal-of.ts'
import { toProblem } from './to-problem.ts'

/** The refusal of whoever is no admin, and no API key that manages settings. */
export function requireSetup(request: Pick<RawRequest, 'caller'>): Answer | undefined {
  const verdict = authorizeSetup(principalOf(request))
  return verdict.allowed ? undefined : problem(toProblem(verdict))
}
