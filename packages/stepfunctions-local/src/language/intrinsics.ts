import { formatTemplate, unescapeLiteral } from './format-template.ts'
import { InvalidArguments, intrinsicFunctions } from './intrinsic-functions.ts'
import type { Json } from './json.ts'
import { documentOf, findPath } from './jsonpath.ts'
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from './parse-intrinsic.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

/**
 * The value of `States.Name(…)`; functions nest.
 * The docs list States.IntrinsicFailure for a failure, the running service reports States.Runtime, which nothing can
 * catch (docs/decisions/0008): so does this.
 */
export function evaluateIntrinsic(expression: string, scope: Scope, random: RandomSource = systemRandom): Json {
  return evaluateCall(parse(expression), scope, random)
}

function parse(expression: string): IntrinsicCall {
  try {
    return parseIntrinsic(expression)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw failure(expression, `Invalid intrinsic function: ${error.message}.`)
  }
}

function evaluateCall(call: IntrinsicCall, scope: Scope, random: RandomSource): Json {
  const apply = Object.hasOwn(intrinsicFunctions, call.name) ? intrinsicFunctions[call.name] : undefined
  if (apply === undefined) throw failure(call.text, `The function ${call.name} does not exist.`)
  const args = call.args.map((argument) => evaluateArgument(argument, call, scope, random))
  try {
    const [template] = call.args
    // A literal template keeps its backslashes up to here, because they tell braces from placeholders.
    if (call.name === 'States.Format' && template?.kind === 'string') return formatTemplate(template.raw, args.slice(1))
    return apply(args, random)
  } catch (error) {
    throw failure(call.text, describe(call.name, error))
  }
}

function evaluateArgument(argument: IntrinsicArgument, call: IntrinsicCall, scope: Scope, random: RandomSource): Json {
  switch (argument.kind) {
    case 'literal':
      return argument.value
    case 'string':
      return unescapeLiteral(argument.raw)
    case 'call':
      return evaluateCall(argument, scope, random)
    case 'path': {
      const value = findPath(argument.text, scope)
      if (value !== undefined) return value
      const input = JSON.stringify(documentOf(argument.text, scope))
      throw failure(
        call.text,
        `The JsonPath argument for the field '${argument.text}' could not be found in the input '${input}'`,
      )
    }
  }
}

function describe(name: string, error: unknown): string {
  if (error instanceof InvalidArguments) {
    return error.message === '' ? `Invalid arguments in ${name}` : `Invalid arguments in ${name}: ${error.message}`
  }
  if (error instanceof RangeError) return `Invalid arguments in ${name}: ${error.message}`
  if (error instanceof SyntaxError) return `Invalid template in ${name}: ${error.message}`
  throw error
}

function failure(call: string, detail: string): StatesError {
  return new StatesError(
    'States.Runtime',
    `There was an error while evaluating the intrinsic function: ${call}. ${detail}`,
  )
}
