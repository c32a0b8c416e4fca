import { evaluateIntrinsic } from './intrinsics.ts'
import { isJsonObject, type Json } from './json.ts'
import { documentOf, findPath } from './jsonpath.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

const dynamicSuffix = '.$'

/**
 * Fills a payload template (Parameters, ResultSelector, ItemSelector, Assign): a field whose name ends in `.$` gets the
 * value of its path or intrinsic function and loses the ending; everything else stays as it is, at any depth.
 */
export function evaluateTemplate(template: Json, scope: Scope, random: RandomSource = systemRandom): Json {
  if (Array.isArray(template)) return template.map((item) => evaluateTemplate(item, scope, random))
  if (!isJsonObject(template)) return template
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith(dynamicSuffix)
        ? [key.slice(0, -dynamicSuffix.length), evaluateDynamic(key, value, scope, random)]
        : [key, evaluateTemplate(value, scope, random)],
    ),
  )
}

function evaluateDynamic(key: string, expression: Json, scope: Scope, random: RandomSource): Json {
  if (typeof expression === 'string' && expression.startsWith('States.')) {
    return evaluateIntrinsic(expression, scope, random)
  }
  if (typeof expression !== 'string' || !expression.startsWith('$')) {
    throw new StatesError(
      'States.Runtime',
      `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
    )
  }
  const value = findPath(expression, scope)
  if (value !== undefined) return value
  const input = JSON.stringify(documentOf(expression, scope))
  throw new StatesError(
    'States.Runtime',
    `The JSONPath '${expression}' specified for the field '${key}' could not be found in the input '${input}'`,
  )
}
