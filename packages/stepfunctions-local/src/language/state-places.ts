import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** A machine, a Parallel branch or a Map's processor, as written. `location` is empty for the machine. */
export interface GraphPlace {
  readonly location: string
  readonly graph: JsonObject
}

/** A state as written, with what its place says about it. */
export interface StatePlace {
  readonly name: string
  readonly location: string
  readonly state: JsonObject
  readonly language: Json
}

/** The machine and every graph inside it, outermost first. Data that merely looks like states is not among them. */
export function graphPlaces(graph: JsonObject, location = ''): GraphPlace[] {
  return [
    { graph, location },
    ...entriesOf(graph.States).flatMap(([name, state]) => innerGraphs(state, `${location}/States/${name}`)),
  ]
}

/** Every state of the machine. The language is the state's own, or the one set at the top. */
export function statePlaces(definition: JsonObject): StatePlace[] {
  const fallback = definition.QueryLanguage ?? 'JSONPath'
  return graphPlaces(definition).flatMap(({ graph, location }) =>
    entriesOf(graph.States).map(([name, state]) => ({
      name,
      location: `${location}/States/${name}`,
      state,
      language: state.QueryLanguage ?? fallback,
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

function innerGraphs(state: JsonObject, location: string): GraphPlace[] {
  if (state.Type === 'Parallel') {
    return objectsIn(state.Branches).flatMap((branch, index) => graphPlaces(branch, `${location}/Branches[${index}]`))
  }
  if (state.Type !== 'Map') return []
  return (['ItemProcessor', 'Iterator'] as const).flatMap((field) => {
    const processor = state[field]
    return isJsonObject(processor) ? graphPlaces(processor, `${location}/${field}`) : []
  })
}
