import { type DefinitionProblem, schemaProblem } from './definition-problem.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { checkJsonataSyntax, isJsonataExpression } from './jsonata.ts'
import { parseIntrinsic } from './parse-intrinsic.ts'
import { parsePath } from './parse-path.ts'
import { isDefinitePath } from './path-syntax.ts'
import { objectsIn, type StatePlace } from './state-places.ts'

const templates = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign', 'Credentials']
const valueFields = [
  'Arguments',
  'Output',
  'Assign',
  'Items',
  'ItemSelector',
  'MaxConcurrency',
  'Seconds',
  'Timestamp',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Credentials',
  'Error',
  'Cause',
]
const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u
const maxVariableName = 80

/** Paths, intrinsic functions, JSONata and variable names must be readable before anything runs. */
export function checkExpressions(place: StatePlace): DefinitionProblem[] {
  const { state, location, language } = place
  const holders: [JsonObject, string][] = [
    [state, location],
    ...objectsIn(state.Choices).map((rule, index): [JsonObject, string] => [rule, `${location}/Choices[${index}]`]),
    ...objectsIn(state.Catch).map((catcher, index): [JsonObject, string] => [catcher, `${location}/Catch[${index}]`]),
  ]
  return holders.flatMap(([holder, at]) => [
    ...variableProblems(holder.Assign, `${at}/Assign`),
    ...(language === 'JSONata' ? jsonataProblems(holder, at) : pathProblems(holder, at)),
  ])
}

function jsonataProblems(holder: JsonObject, location: string): DefinitionProblem[] {
  return [...valueFields, 'Condition'].flatMap((field) => expressionProblems(holder[field], `${location}/${field}`))
}

function expressionProblems(value: Json | undefined, location: string): DefinitionProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => expressionProblems(item, `${location}[${index}]`))
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => expressionProblems(item, `${location}/${key}`))
  }
  if (!isJsonataExpression(value)) return []
  return syntaxProblems(() => checkJsonataSyntax(value), 'Value is not a valid JSONata expression', location)
}

function pathProblems(holder: JsonObject, location: string): DefinitionProblem[] {
  return [
    ...templates.flatMap((field) => templateProblems(holder[field], `${location}/${field}`)),
    ...Object.entries(holder).flatMap(([field, value]) => pathFieldProblems(field, value, `${location}/${field}`)),
    ...conditionProblems(holder, location),
  ]
}

/** Fields that are paths by their name; `null` is a value that only three of them take. */
function pathFieldProblems(field: string, value: Json, location: string): DefinitionProblem[] {
  if (!field.endsWith('Path') && field !== 'Variable') return []
  if (value === null && ['InputPath', 'OutputPath', 'ResultPath'].includes(field)) return []
  if (typeof value !== 'string') return [schemaProblem('Expected value of type String', location)]
  if (field === 'ErrorPath' || field === 'CausePath') {
    return syntaxProblems(() => parseDynamic(value), 'Value is not a valid path', location)
  }
  if (field === 'ResultPath' || field === 'ItemsPath') return referencePathProblems(field, value, location)
  return syntaxProblems(() => parsePath(value), 'Value is not a valid path', location)
}

function referencePathProblems(field: string, value: string, location: string): DefinitionProblem[] {
  return syntaxProblems(
    () => {
      const path = parsePath(value)
      const functions = path.segments.some(({ selector }) => selector.kind === 'function')
      if (!isDefinitePath(path) || functions) throw new SyntaxError('it can name more than one value')
      if (field === 'ResultPath' && path.root.kind !== 'input') throw new SyntaxError("it must begin with '$'")
    },
    'Value is not a Reference Path',
    location,
  )
}

function conditionProblems(condition: JsonObject, location: string): DefinitionProblem[] {
  return ['And', 'Or', 'Not'].flatMap((field) => {
    const inner = condition[field]
    const conditions = isJsonObject(inner) ? [inner] : objectsIn(inner)
    return conditions.flatMap((item, index) => pathProblems(item, `${location}/${field}[${index}]`))
  })
}

function templateProblems(value: Json | undefined, location: string): DefinitionProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => templateProblems(item, `${location}[${index}]`))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key.endsWith('.$')
      ? dynamicProblems(key, item, `${location}/${key}`)
      : templateProblems(item, `${location}/${key}`),
  )
}

function dynamicProblems(key: string, value: Json, location: string): DefinitionProblem[] {
  try {
    if (typeof value === 'string') parseDynamic(value)
    else throw new SyntaxError('it is not a string')
    return []
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return [
      schemaProblem(
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
        location,
      ),
    ]
  }
}

function parseDynamic(expression: string): void {
  if (expression.startsWith('States.')) parseIntrinsic(expression)
  else parsePath(expression)
}

function variableProblems(assign: Json | undefined, location: string): DefinitionProblem[] {
  if (assign === undefined) return []
  if (!isJsonObject(assign)) return [schemaProblem('Expected value of type Object', location)]
  return Object.keys(assign)
    .map((key) => key.replace(/\.\$$/, ''))
    .filter((name) => !variableName.test(name) || name.length > maxVariableName || name === 'states')
    .map((name) => schemaProblem(`'${name}' is not a valid variable name`, location))
}

function syntaxProblems(check: () => unknown, message: string, location: string): DefinitionProblem[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return [schemaProblem(`${message}: ${error.message}`, location)]
  }
}
