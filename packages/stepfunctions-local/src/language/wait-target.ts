import type { WaitState } from './definition.ts'
import { evaluateInteger, evaluateString, readInteger } from './field-value.ts'
import { findPath } from './jsonpath.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'
import { parseTimestamp } from './timestamp.ts'

/** How long a Wait lasts, or until when: `at` is in milliseconds since 1970 and may lie in the past. */
export type WaitTarget = { readonly seconds: number } | { readonly at: number }

/** `scope.input` is the effective input. */
export async function waitTarget(
  state: WaitState,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<WaitTarget> {
  if (state.QueryLanguage === 'JSONPath') {
    if (state.SecondsPath !== undefined) {
      requireValue('SecondsPath', state.SecondsPath, scope)
      return { seconds: readInteger('SecondsPath', state.SecondsPath, scope, 0) }
    }
    if (state.TimestampPath !== undefined) return { at: readTimestamp(state.TimestampPath, scope) }
    if (state.Timestamp !== undefined) return { at: parseTimestamp(state.Timestamp) ?? 0 }
    return { seconds: state.Seconds ?? 0 }
  }
  if (state.Timestamp !== undefined) return { at: await evaluateTimestamp(state.Timestamp, scope, random) }
  return { seconds: await evaluateInteger('Seconds', state.Seconds ?? 0, scope, random, 0) }
}

/** Words recorded 11-12-2023. */
function readTimestamp(path: string, scope: Scope): number {
  requireValue('TimestampPath', path, scope)
  const value = findPath(path, scope)
  const at = typeof value === 'string' ? parseTimestamp(value) : undefined
  if (at !== undefined) return at
  throw new StatesError(
    'States.Runtime',
    'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ' +
      `${path} == ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
}

async function evaluateTimestamp(expression: string, scope: Scope, random: RandomSource): Promise<number> {
  const value = await evaluateString('Timestamp', expression, scope, random)
  const at = parseTimestamp(value)
  if (at !== undefined) return at
  throw new StatesError(
    'States.QueryEvaluationError',
    `The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string: ${value}`,
    'Timestamp',
  )
}

function requireValue(field: string, path: string, scope: Scope): void {
  if (findPath(path, scope) === undefined) {
    throw new StatesError('States.Runtime', `The ${field} parameter does not reference an input value: ${path}`)
  }
}
