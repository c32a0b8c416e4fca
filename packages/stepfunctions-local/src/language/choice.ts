import { comparisons, kindTests } from './choice-operators.ts'
import type {
  ChoiceCondition,
  ChoiceState,
  JsonataChoiceRule,
  JsonataChoiceState,
  JsonPathChoiceState,
  PathChoiceRule,
} from './definition.ts'
import { isJsonObject, type Json } from './json.ts'
import { evaluateJsonata, unexpectedResult } from './jsonata.ts'
import { findPath } from './jsonpath.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

/** `rule` is the one that matched; undefined when the state's Default was taken. */
export interface ChoiceOutcome {
  readonly next: string
  readonly rule: PathChoiceRule | JsonataChoiceRule | undefined
}

/** `scope.input` is the state's input after InputPath. */
export function choose(state: JsonPathChoiceState, scope: Scope): ChoiceOutcome {
  return decide(
    state,
    state.Choices.find((rule) => holds(rule.condition, scope)),
  )
}

export async function chooseJsonata(
  state: JsonataChoiceState,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<ChoiceOutcome> {
  for (const [index, rule] of state.Choices.entries()) {
    const location = `Choices[${index}]/Condition`
    const answer = await evaluateJsonata(rule.Condition, scope, random, location)
    if (typeof answer !== 'boolean') throw unexpectedResult(String(rule.Condition), location, 'boolean', answer)
    if (answer) return decide(state, rule)
  }
  return decide(state, undefined)
}

/**
 * The docs list States.NoChoiceMatched; the running service reports States.Runtime with these words
 * (docs/decisions/0008).
 */
function decide(state: ChoiceState, rule: ChoiceOutcome['rule']): ChoiceOutcome {
  const next = rule?.Next ?? state.Default
  if (next === undefined) {
    throw new StatesError(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    )
  }
  return { next, rule }
}

function holds(condition: ChoiceCondition, scope: Scope): boolean {
  if (condition.And !== undefined) return conditions(condition.And).every((inner) => holds(inner, scope))
  if (condition.Or !== undefined) return conditions(condition.Or).some((inner) => holds(inner, scope))
  if (condition.Not !== undefined) return !conditions([condition.Not]).some((inner) => holds(inner, scope))
  return compares(condition, scope)
}

function conditions(list: Json): ChoiceCondition[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}

function compares(condition: ChoiceCondition, scope: Scope): boolean {
  const variable = String(condition.Variable)
  if (condition.IsPresent !== undefined) {
    return (findPath(variable, scope) !== undefined) === condition.IsPresent
  }
  const value = valueAt(variable, scope)
  for (const [operator, operand] of Object.entries(condition)) {
    const kindTest = kindTests.get(operator)
    if (kindTest !== undefined) return kindTest(value) === operand
    const comparison = comparisons.get(operator)
    if (comparison !== undefined) return comparison(value, operand)
    const pathComparison = operator.endsWith('Path') ? comparisons.get(operator.slice(0, -'Path'.length)) : undefined
    if (pathComparison !== undefined) return pathComparison(value, valueAt(String(operand), scope))
  }
  return false
}

/** A rule about a missing value ends the execution, even where there is a Default; only IsPresent bears it. */
function valueAt(path: string, scope: Scope): Json {
  const value = findPath(path, scope)
  if (value === undefined) {
    throw new StatesError(
      'States.Runtime',
      `Invalid path '${path}': The choice state's condition path references an undefined value.`,
    )
  }
  return value
}
