import { comparisons, kindTests } from './choice-operators.ts'
import { type DefinitionProblem, requiredProblem, schemaProblem } from './definition-problem.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { isJsonataExpression } from './jsonata.ts'
import { objectsIn, type StatePlace } from './state-places.ts'

const ruleFields = new Set(['Next', 'Assign', 'Comment'])
const combinations = ['And', 'Or', 'Not']

export function checkChoice({ state, location, language }: StatePlace): DefinitionProblem[] {
  const { Choices: choices } = state
  if (choices === undefined) return [requiredProblem(['Choices'], location)]
  const rules = objectsIn(choices)
  if (!Array.isArray(choices) || rules.length === 0 || rules.length < choices.length) {
    return [schemaProblem('Expected a non-empty array of objects', `${location}/Choices`)]
  }
  return rules.flatMap((rule, index) => {
    const at = `${location}/Choices[${index}]`
    const next = typeof rule.Next === 'string' ? [] : [requiredProblem(['Next'], at)]
    return [...next, ...(language === 'JSONata' ? checkExpressionRule(rule, at) : checkPathRule(rule, at))]
  })
}

function checkExpressionRule(rule: JsonObject, location: string): DefinitionProblem[] {
  const { Condition: condition } = rule
  if (condition === undefined) return [requiredProblem(['Condition'], location)]
  const fine = typeof condition === 'boolean' || isJsonataExpression(condition)
  return [
    ...(fine ? [] : [schemaProblem('Value is not a valid JSONata expression', `${location}/Condition`)]),
    ...Object.keys(rule)
      .filter((field) => !ruleFields.has(field) && field !== 'Condition' && field !== 'Output')
      .map((field) => schemaProblem('Field is not supported', `${location}/${field}`)),
  ]
}

function checkPathRule(rule: JsonObject, location: string): DefinitionProblem[] {
  const condition = Object.fromEntries(Object.entries(rule).filter(([field]) => !ruleFields.has(field)))
  return checkCondition(condition, location)
}

function checkCondition(condition: JsonObject, location: string): DefinitionProblem[] {
  const [combination] = combinations.filter((field) => condition[field] !== undefined)
  if (combination === undefined) return checkComparison(condition, location)
  if (Object.keys(condition).length > 1) {
    return [schemaProblem(`'${combination}' can not be used together with other operators`, location)]
  }
  return checkInner(condition[combination], `${location}/${combination}`, combination === 'Not')
}

function checkInner(inner: Json | undefined, location: string, single: boolean): DefinitionProblem[] {
  if (single) {
    return isJsonObject(inner)
      ? checkCondition(inner, location)
      : [schemaProblem('Expected value of type Object', location)]
  }
  const list = objectsIn(inner)
  if (!Array.isArray(inner) || list.length === 0 || list.length < inner.length) {
    return [schemaProblem('Expected a non-empty array of objects', location)]
  }
  return list.flatMap((condition, index) => checkCondition(condition, `${location}[${index}]`))
}

function checkComparison(condition: JsonObject, location: string): DefinitionProblem[] {
  if (condition.Variable === undefined) return [requiredProblem(['Variable'], location)]
  const operators = Object.keys(condition).filter((field) => field !== 'Variable')
  const [operator] = operators
  if (operator === undefined || operators.length > 1) {
    return [schemaProblem('Exactly one comparison operator is required', location)]
  }
  if (!isOperator(operator)) return [schemaProblem('Field is not supported', `${location}/${operator}`)]
  return operandFits(operator, condition[operator])
    ? []
    : [schemaProblem('Value is not of the type the operator compares', `${location}/${operator}`)]
}

function isOperator(name: string): boolean {
  if (name === 'IsPresent' || kindTests.has(name) || comparisons.has(name)) return true
  const bare = name.slice(0, -'Path'.length)
  return name.endsWith('Path') && bare !== 'StringMatches' && comparisons.has(bare)
}

function operandFits(operator: string, operand: Json | undefined): boolean {
  if (operator.startsWith('Is') || operator === 'BooleanEquals') return typeof operand === 'boolean'
  if (operator.startsWith('Numeric') && !operator.endsWith('Path')) return typeof operand === 'number'
  return typeof operand === 'string'
}
