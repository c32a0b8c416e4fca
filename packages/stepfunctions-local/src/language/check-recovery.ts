import { type DefinitionProblem, requiredProblem, schemaProblem } from './definition-problem.ts'
import type { Json, JsonObject } from './json.ts'
import { objectsIn, type StatePlace } from './state-places.ts'

/** Bounds of the AWS docs, "Handling errors in Step Functions workflows". */
const maxSeconds = 99_999_999
const maxDelayLimit = 31_622_401

const retrierFields = new Set([
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
])
const catcherFields = ['ErrorEquals', 'Next', 'Assign', 'Comment']

/** Retry and Catch: their fields and numbers, and `States.ALL` alone in the last entry. */
export function checkRecovery({ state, location, language }: StatePlace): DefinitionProblem[] {
  const allowed = new Set([...catcherFields, language === 'JSONata' ? 'Output' : 'ResultPath'])
  return [
    ...checkEntries(state.Retry, `${location}/Retry`, checkRetrier),
    ...checkEntries(state.Catch, `${location}/Catch`, (catcher, at) => checkCatcher(catcher, at, allowed)),
  ]
}

function checkEntries(
  entries: Json | undefined,
  location: string,
  check: (entry: JsonObject, location: string) => DefinitionProblem[],
): DefinitionProblem[] {
  if (entries === undefined) return []
  const objects = objectsIn(entries)
  if (!Array.isArray(entries) || objects.length < entries.length) {
    return [schemaProblem('Expected an array of objects', location)]
  }
  return objects.flatMap((entry, index) => {
    const at = `${location}[${index}]`
    return [...checkErrorEquals(entry, at, index === objects.length - 1), ...check(entry, at)]
  })
}

function checkErrorEquals(entry: JsonObject, location: string, last: boolean): DefinitionProblem[] {
  const names = entry.ErrorEquals
  const at = `${location}/ErrorEquals`
  if (names === undefined) return [requiredProblem(['ErrorEquals'], location)]
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    return [schemaProblem('Expected a non-empty array of strings', at)]
  }
  if (!names.includes('States.ALL')) return []
  if (names.length > 1) return [schemaProblem("'States.ALL' must appear alone", at)]
  return last ? [] : [schemaProblem("'States.ALL' must be in the last entry", at)]
}

function checkRetrier(retrier: JsonObject, location: string): DefinitionProblem[] {
  const { IntervalSeconds: interval, MaxDelaySeconds: maxDelay, JitterStrategy: jitter, BackoffRate: rate } = retrier
  const within = typeof maxDelay === 'number' && typeof interval === 'number' ? maxDelay > interval : true
  return [
    ...unsupported(retrier, retrierFields, location),
    ...integerProblems(interval, 1, maxSeconds, `${location}/IntervalSeconds`),
    ...integerProblems(retrier.MaxAttempts, 0, maxSeconds, `${location}/MaxAttempts`),
    ...integerProblems(maxDelay, 1, maxDelayLimit - 1, `${location}/MaxDelaySeconds`),
    ...(within ? [] : [schemaProblem('Must be greater than IntervalSeconds', `${location}/MaxDelaySeconds`)]),
    ...(rate === undefined || (typeof rate === 'number' && rate >= 1)
      ? []
      : [schemaProblem('Must be a number of at least 1.0', `${location}/BackoffRate`)]),
    ...(jitter === undefined || jitter === 'FULL' || jitter === 'NONE'
      ? []
      : [schemaProblem("Value must be one of the following: ['FULL', 'NONE']", `${location}/JitterStrategy`)]),
  ]
}

function checkCatcher(catcher: JsonObject, location: string, allowed: ReadonlySet<string>): DefinitionProblem[] {
  return [
    ...unsupported(catcher, allowed, location),
    ...(typeof catcher.Next === 'string' ? [] : [requiredProblem(['Next'], location)]),
  ]
}

function unsupported(entry: JsonObject, allowed: ReadonlySet<string>, location: string): DefinitionProblem[] {
  return Object.keys(entry)
    .filter((field) => !allowed.has(field))
    .map((field) => schemaProblem('Field is not supported', `${location}/${field}`))
}

/** A whole number in a range; absent is fine. */
export function integerProblems(
  value: Json | undefined,
  least: number,
  most: number,
  location: string,
): DefinitionProblem[] {
  if (value === undefined) return []
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
  return fits ? [] : [schemaProblem(`Must be an integer between ${least} and ${most}`, location)]
}
