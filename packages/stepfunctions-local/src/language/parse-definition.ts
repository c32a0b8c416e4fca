import type {
  Definition,
  Distribution,
  MachineType,
  PathChoiceRule,
  QueryLanguage,
  State,
  StateGraph,
} from './definition.ts'
import { type DefinitionProblem, InvalidDefinitionError } from './definition-problem.ts'
import { findProblems } from './find-problems.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { labelOf } from './map-label.ts'
import { entriesOf, objectsIn } from './state-places.ts'

/**
 * Reads a definition and refuses it as CreateStateMachine would, with every problem in one InvalidDefinitionError.
 * The older spellings of a Map's fields become the newer ones, and every state carries its query language.
 */
export function parseDefinition(text: string, options: { readonly type: MachineType }): Definition {
  const raw = parseJson(text)
  const problems = problemsOf(raw, options.type)
  if (problems.length > 0) throw new InvalidDefinitionError(problems)
  return readAccepted(raw)
}

/** Reads a definition that `parseDefinition` let through before: the checks take a hundred times as long as reading. */
export const readAcceptedDefinition = (text: string): Definition => readAccepted(parseJson(text))

function readAccepted(raw: JsonObject): Definition {
  const language: QueryLanguage = raw.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath'
  return {
    ...readGraph(raw, language),
    QueryLanguage: language,
    ...(typeof raw.Comment === 'string' ? { Comment: raw.Comment } : {}),
    ...(typeof raw.Version === 'string' ? { Version: raw.Version } : {}),
    ...(typeof raw.TimeoutSeconds === 'number' ? { TimeoutSeconds: raw.TimeoutSeconds } : {}),
  }
}

function problemsOf(raw: JsonObject, type: MachineType): readonly DefinitionProblem[] {
  try {
    return findProblems(raw, type)
  } catch (error) {
    // The checks descend as the text does; one that is nested for thousands of levels exhausts the stack.
    if (!(error instanceof RangeError)) throw error
    return [{ code: 'INVALID_JSON_DESCRIPTION', message: 'The definition is nested too deeply' }]
  }
}

function parseJson(text: string): JsonObject {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (text.trim() === '') throw notAnObject()
    const message = error instanceof Error ? error.message : String(error)
    throw new InvalidDefinitionError([{ code: 'INVALID_JSON_DESCRIPTION', message }])
  }
  if (!isJsonObject(value)) throw notAnObject()
  return value
}

/** Words recorded 19-10-2025. */
function notAnObject(): InvalidDefinitionError {
  const message = 'Definition must be a valid JSON object'
  return new InvalidDefinitionError([{ code: 'SCHEMA_VALIDATION_FAILED', message }])
}

function readGraph(graph: JsonObject, language: QueryLanguage): StateGraph {
  const states = entriesOf(graph.States).map(([name, state]) => [name, readState(name, state, language)])
  return { StartAt: String(graph.StartAt), States: Object.fromEntries(states) }
}

function readState(name: string, raw: JsonObject, language: QueryLanguage): State {
  const { Iterator: iterator, ...rest } = raw
  const processor = raw.ItemProcessor ?? iterator
  const own = raw.QueryLanguage === 'JSONata' ? 'JSONata' : language
  const read = {
    ...(raw.Type === 'Map' ? withItemSelector(rest) : rest),
    QueryLanguage: own,
    ...(raw.Type === 'Map' && isJsonObject(processor)
      ? { ItemProcessor: readGraph(processor, language), ...readDistribution(name, raw, processor) }
      : {}),
    ...(raw.Type === 'Parallel'
      ? { Branches: objectsIn(raw.Branches).map((branch) => readGraph(branch, language)) }
      : {}),
    ...(raw.Type === 'Choice' && own === 'JSONPath' ? { Choices: objectsIn(raw.Choices).map(readPathRule) } : {}),
  }
  // The one place where checked JSON becomes typed: findProblems has gone through every field of every type.
  return read as unknown as State
}

function readDistribution(name: string, state: JsonObject, processor: JsonObject): { distribution?: Distribution } {
  const { ProcessorConfig: config } = processor
  if (!isJsonObject(config) || config.Mode !== 'DISTRIBUTED') return {}
  const executionType = config.ExecutionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
  return { distribution: { executionType, label: labelOf(name, state) } }
}

function withItemSelector({ Parameters: parameters, ...rest }: JsonObject): JsonObject {
  return parameters === undefined ? rest : { ...rest, ItemSelector: parameters }
}

function readPathRule({ Next: next, Assign: assign, Comment: _, ...condition }: JsonObject): PathChoiceRule {
  return { Next: String(next), condition, ...(isJsonObject(assign) ? { Assign: assign } : {}) }
}
