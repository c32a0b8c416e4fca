import { type DefinitionProblem, requiredProblem, schemaProblem } from './definition-problem.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { allowedFields } from './state-fields.ts'
import { type GraphPlace, graphPlaces, type StatePlace, statePlaces } from './state-places.ts'

const machineFields = new Set(['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'])
const queryLanguages: readonly Json[] = ['JSONPath', 'JSONata']
const maxNameLength = 80

/** Whether the text has the shape of a machine at all: what every other check relies on. */
export function checkStructure(definition: JsonObject): DefinitionProblem[] {
  return [
    ...unsupported(definition, machineFields, ''),
    ...languageProblems(definition.QueryLanguage, '/QueryLanguage'),
    ...graphPlaces(definition).flatMap(checkGraph),
    ...statePlaces(definition).flatMap((place) => checkState(place, definition)),
  ]
}

function checkGraph({ graph, location }: GraphPlace): DefinitionProblem[] {
  const missing = ['States', 'StartAt'].filter((field) => graph[field] === undefined)
  if (missing.length > 0) return [requiredProblem(missing, location)]
  if (typeof graph.StartAt !== 'string') return [schemaProblem('Expected value of type String', `${location}/StartAt`)]
  const { States: states } = graph
  if (!isJsonObject(states)) return [schemaProblem('Expected value of type Object', `${location}/States`)]
  if (Object.keys(states).length === 0) return [schemaProblem('At least one state is required', `${location}/States`)]
  return Object.entries(states).flatMap(([name, state]) =>
    isJsonObject(state) ? [] : [schemaProblem('Expected value of type Object', `${location}/States/${name}`)],
  )
}

function checkState({ name, state, location, language }: StatePlace, definition: JsonObject): DefinitionProblem[] {
  if (state.Type === undefined) return [requiredProblem(['Type'], location)]
  const wrongLanguage = languageProblems(state.QueryLanguage, `${location}/QueryLanguage`)
  if (wrongLanguage.length > 0) return wrongLanguage
  // Words recorded 19-10-2025.
  if (definition.QueryLanguage === 'JSONata' && state.QueryLanguage === 'JSONPath') {
    return [
      schemaProblem("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", location),
    ]
  }
  const allowed = allowedFields(state.Type, language)
  if (allowed === undefined)
    return [schemaProblem(`Invalid state type ${JSON.stringify(state.Type)}`, `${location}/Type`)]
  const tooLong = name.length > maxNameLength
  return [
    ...(tooLong ? [schemaProblem(`State name must be at most ${maxNameLength} characters`, location)] : []),
    ...unsupported(state, allowed, location),
  ]
}

function languageProblems(language: Json | undefined, location: string): DefinitionProblem[] {
  if (language === undefined || queryLanguages.includes(language)) return []
  return [schemaProblem("Value must be one of the following: ['JSONPath', 'JSONata']", location)]
}

function unsupported(value: JsonObject, allowed: ReadonlySet<string>, location: string): DefinitionProblem[] {
  return Object.keys(value)
    .filter((field) => !allowed.has(field))
    .map((field) => schemaProblem('Field is not supported', `${location}/${field}`))
}
