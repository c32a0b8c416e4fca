import jsonata from 'jsonata'
import { isJsonObject, type Json } from './json.ts'
import { addStepFunctions, MemoryLimitExceeded } from './jsonata-functions.ts'
import { jsonataResult, UnsupportedResult } from './jsonata-result.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

/**
 * Bounds of one evaluation. Depth and sequence length are the last ones the service accepts (observed 2026). It does
 * not tell its time limit: a shorter one than this fails honest expressions on a busy laptop, a longer one lets an
 * endless recursion hold up the whole endpoint, because evaluation never leaves the thread.
 */
const bounds = { stack: 100, sequence: 873_782, timeout: 2_000 }

/** A JSONata string is an expression from its first character to its last; blanks around it make it a plain string. */
const delimited = /^\{%([\s\S]*)%\}$/

export function isJsonataExpression(value: Json | undefined): value is string {
  return typeof value === 'string' && delimited.test(value)
}

/**
 * Replaces every `{% … %}` string inside a value by its result; `location` is the field the value stands in, as the
 * EvaluationFailed event names it (`Arguments/Name`). A result of nothing fails the state (recorded 21-11-2024).
 */
export async function evaluateJsonata(
  value: Json,
  scope: Scope,
  random: RandomSource = systemRandom,
  location = '',
): Promise<Json> {
  if (isJsonataExpression(value)) return evaluateExpression(value, scope, random, location)
  if (Array.isArray(value)) {
    const items: Json[] = []
    for (const [index, item] of value.entries()) {
      items.push(await evaluateJsonata(item, scope, random, `${location}[${index}]`))
    }
    return items
  }
  if (!isJsonObject(value)) return value
  const fields: [string, Json][] = []
  for (const [key, item] of Object.entries(value)) {
    fields.push([key, await evaluateJsonata(item, scope, random, location === '' ? key : `${location}/${key}`)])
  }
  return Object.fromEntries(fields)
}

/** Throws a SyntaxError with JSONata's words when the text between `{%` and `%}` is not JSONata. */
export function checkJsonataSyntax(value: string): void {
  try {
    jsonata(source(value))
  } catch (error) {
    throw new SyntaxError(messageOf(error))
  }
}

/** The failure of a field whose value is of the wrong type, such as a TimeoutSeconds that is a string. */
export function unexpectedResult(value: string, location: string, expected: string, actual: Json): StatesError {
  return queryError(
    value,
    location,
    `returned an unexpected result type. Expected '${expected}', but was '${typeName(actual)}' for value: ${JSON.stringify(actual)}`,
  )
}

async function evaluateExpression(value: string, scope: Scope, random: RandomSource, location: string): Promise<Json> {
  let result: unknown
  try {
    const expression = jsonata(source(value), bounds)
    addStepFunctions(expression, random)
    result = await expression.evaluate(undefined, { ...scope.variables, states: reservedVariable(scope) })
  } catch (error) {
    throw queryError(value, location, `threw an error during evaluation${describe(error)}`)
  }
  if (result === undefined) throw queryError(value, location, 'returned nothing (undefined).')
  try {
    return jsonataResult(result)
  } catch (error) {
    if (!(error instanceof UnsupportedResult)) throw error
    throw queryError(value, location, 'returned an unsupported result type.')
  }
}

function reservedVariable(scope: Scope): Record<string, Json> {
  return {
    input: scope.input,
    context: scope.context,
    ...(scope.result === undefined ? {} : { result: scope.result }),
    ...(scope.errorOutput === undefined ? {} : { errorOutput: scope.errorOutput }),
  }
}

function source(value: string): string {
  return (delimited.exec(value)?.[1] ?? value).trim()
}

function queryError(value: string, location: string, what: string): StatesError {
  return new StatesError(
    'States.QueryEvaluationError',
    `The JSONata expression '${source(value)}' specified for the field '${location}' ${what}`,
    location,
  )
}

/** The service puts its own limits after a colon and JSONata's coded messages after a full stop. */
function describe(error: unknown): string {
  const code = codeOf(error)
  if (code === 'D1012') return ': Expression evaluation timeout: Check for infinite loop'
  if (code === 'D1011') {
    return ': Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive'
  }
  // A RangeError is the host's own limit: an array or a string longer than it can hold.
  if (code === 'D2014' || code === 'D2015' || error instanceof MemoryLimitExceeded || error instanceof RangeError) {
    return ': Expression evaluation memory limit exceeded: Check for excessive memory usage'
  }
  return `. ${messageOf(error)}`
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'failed'
  const code = codeOf(error)
  return code === undefined ? message : `${code}: ${message}`
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
