import { createRequire } from 'node:module'
import { type DefinitionProblem, schemaProblem } from './definition-problem.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** The part of asl-validator's answer that is used; the package has no types of its own. */
interface AslValidation {
  readonly errors: readonly {
    readonly 'Error code': string
    readonly Message: string
    readonly schemaError?: { readonly instancePath: string }
  }[]
}
type AslValidator = (definition: Json, options: { checkPaths: boolean; checkArn: boolean }) => AslValidation

/** Fields whose content is the user's data; a key `States` in there is not a state machine. */
const dataFields = new Set([
  'Parameters',
  'Arguments',
  'Result',
  'ResultSelector',
  'ItemSelector',
  'BatchInput',
  'Output',
  'Assign',
  'Items',
  'Credentials',
])

const require = createRequire(import.meta.url)

/**
 * asl-validator as a second referee, for what the checks of this folder do not know. It looks at a copy, because it
 * writes into what it is given. Its own checks of paths and ARNs are off: the first are stricter than the service, the
 * second know no made-up resources. It is loaded when first needed, because that takes longer than the rest together.
 */
export function validateSchema(definition: JsonObject): DefinitionProblem[] {
  const validate: AslValidator = require('asl-validator')
  const { errors } = validate(withoutData(definition), { checkPaths: false, checkArn: false })
  return errors.map((error) => {
    if (error['Error code'] === 'MISSING_TERMINAL_STATE') {
      return { code: 'MISSING_TERMINAL_STATE', message: error.Message }
    }
    return schemaProblem(error.Message, error.schemaError?.instancePath || '/')
  })
}

function withoutData(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutData)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === 'States' && isJsonObject(item)) return [key, withoutDataOfEach(item)]
      return [key, dataFields.has(key) ? hideStates(item) : withoutData(item)]
    }),
  )
}

/** The keys in here are names of states, which may be called `Items` or `Result`. */
function withoutDataOfEach(states: JsonObject): Json {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, withoutData(state)]))
}

function hideStates(value: Json): Json {
  if (Array.isArray(value)) return value.map(hideStates)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === 'States' ? 'states of the data' : key, hideStates(item)]),
  )
}
