import { integerProblems } from './check-recovery.ts'
import { type DefinitionProblem, schemaProblem } from './definition-problem.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonataExpression } from './jsonata.ts'

export const maxSeconds = 99_999_999

export function numberProblems(
  value: Json | undefined,
  [least, most]: readonly [number, number],
  language: Json,
  location: string,
): DefinitionProblem[] {
  return language === 'JSONata' && isJsonataExpression(value) ? [] : integerProblems(value, least, most, location)
}

export function atMostOne(state: JsonObject, fields: readonly string[], location: string): DefinitionProblem[] {
  const given = fields.filter((field) => state[field] !== undefined)
  return given.length > 1 ? [schemaProblem(`Only one of ${given.join(', ')} can be used`, location)] : []
}
