import { evaluateIntrinsic } from './intrinsics.ts'
import type { Json } from './json.ts'
import { evaluateJsonata, isJsonataExpression, unexpectedResult } from './jsonata.ts'
import { readPath } from './jsonpath.ts'
import type { RandomSource } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

/** A path, or an intrinsic function where the field takes one. */
export function readPathOrIntrinsic(expression: string, scope: Scope, random: RandomSource): Json {
  return expression.startsWith('States.') ? evaluateIntrinsic(expression, scope, random) : readPath(expression, scope)
}

/** The whole number a `…Path` field points at; digits in a string count too (recorded 18-11-2024). */
export function readInteger(field: string, path: string, scope: Scope, least: number): number {
  const value = readPath(path, scope)
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= least) return number
  // The words are those recorded for MaxConcurrencyPath (19-06-2024).
  throw new StatesError(
    'States.Runtime',
    `The ${field} field refers to value ${JSON.stringify(value)} which is not a valid integer: ${path}`,
  )
}

/** A field that holds a whole number or an expression for one. */
export async function evaluateInteger(
  field: string,
  value: number | string,
  scope: Scope,
  random: RandomSource,
  least: number,
): Promise<number> {
  const result = await evaluateJsonata(value, scope, random, field)
  if (typeof result === 'number' && Number.isInteger(result) && result >= least) return result
  throw unexpectedResult(String(value), field, 'number', result)
}

/** A field that holds a string or an expression for one. */
export async function evaluateString(
  field: string,
  value: string,
  scope: Scope,
  random: RandomSource,
): Promise<string> {
  const result = isJsonataExpression(value) ? await evaluateJsonata(value, scope, random, field) : value
  if (typeof result === 'string') return result
  throw unexpectedResult(value, field, 'string', result)
}
