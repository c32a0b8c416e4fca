import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** A machine, a Parallel branch or a Map's processor, as written. `location` is empty for the machine. */
export interface GraphPlace {
  readonly location: string
  readonly graph: JsonObject
  /** Of the child executions it runs in, inside a Distributed Map. */
  readonly executionType?: Json | undefined
}

/** A state as written, with what its place says about it. */
export interface StatePlace {
  readonly name: string
  readonly location: string
  readonly state: JsonObject
  readonly language: Json
  readonly executionType?: Json | undefined
}

/** The machine and every graph inside it, outermost first. Data that merely looks like states is not among them. */
export function graphPlaces(graph: JsonObject, location = '', executionType?: Json): GraphPlace[] {
  return [
    { graph, location, executionType },
    ...entriesOf(graph.States).flatMap(([name, state]) =>
      innerGraphs(state, `${location}/States/${name}`, executionType),
    ),
  ]
}

/** Every state of the machine. The language is the state's own, or the one set at the top. */
export function statePlaces(definition: JsonObject): StatePlace[] {
  const fallback = definition.QueryLanguage ?? 'JSONPath'
  return graphPlaces(definition).flatMap(({ graph, location, executionType }) =>
    entriesOf(graph.States).map(([name, state]) => ({
      name,
      location: `${location}/States/${name}`,
      state,
      language: state.QueryLanguage ?? fallback,
      executionType,
    })),
  )
}

export function entriesOf(value: Json | undefined): [string, JsonObject][] {
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, item]): [string, JsonObject][] =>
    isJsonObject(item) ? [[key, item]] : [],
  )
}

export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function innerGraphs(state: JsonObject, location: string, executionType: Json | undefined): GraphPlace[] {
  if (state.Type === 'Parallel') {
    return objectsIn(state.Branches).flatMap((branch, index) =>
      graphPlaces(branch, `${location}/Branches[${index}]`, executionType),
    )
  }
  if (state.Type !== 'Map') return []
  return (['ItemProcessor', 'Iterator'] as const).flatMap((field) => {
    const processor = state[field]
    if (!isJsonObject(processor)) return []
    const config = isJsonObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {}
    const inside = config.Mode === 'DISTRIBUTED' ? config.ExecutionType : executionType
    return graphPlaces(processor, `${location}/${field}`, inside)
  })
}
