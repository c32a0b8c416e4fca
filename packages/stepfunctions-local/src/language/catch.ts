import type { Catcher } from './definition.ts'
import { type FailureKind, matchesError } from './error-matching.ts'
import type { JsonObject } from './json.ts'

export function findCatcher(
  catchers: readonly Catcher[],
  error: string,
  kind: FailureKind = { heartbeat: false },
): Catcher | undefined {
  return catchers.find((catcher) => matchesError(catcher.ErrorEquals, error, kind))
}

/** What a Catch sees; absent names become null, as recorded on AWS for SendTaskFailure without them (29-04-2024). */
export function errorOutput(error: string | undefined, cause: string | undefined): JsonObject {
  return { Error: error ?? null, Cause: cause ?? null }
}
