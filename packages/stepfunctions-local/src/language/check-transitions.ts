import { type DefinitionProblem, schemaProblem } from './definition-problem.ts'
import type { JsonObject } from './json.ts'
import { entriesOf, type GraphPlace, graphPlaces, objectsIn, statePlaces } from './state-places.ts'

/** A way out of a state, with the place it is written at. */
interface Way {
  readonly target: string
  readonly location: string
}

/** Every state leads somewhere, every target exists in its own graph, every state can be reached, names are unique. */
export function checkTransitions(definition: JsonObject): DefinitionProblem[] {
  return [
    ...statePlaces(definition).flatMap(({ state, location }) => checkEnding(state, location)),
    ...graphPlaces(definition).flatMap(checkTargets),
    ...duplicateNames(definition),
  ]
}

const goOn = new Set(['Task', 'Pass', 'Wait', 'Parallel', 'Map'])

function checkEnding(state: JsonObject, location: string): DefinitionProblem[] {
  if (!goOn.has(String(state.Type))) return []
  const hasNext = state.Next !== undefined
  const ends = state.End === true
  if (hasNext && state.End !== undefined) {
    return [schemaProblem("'Next' and 'End' can not be used together", location)]
  }
  return hasNext || ends ? [] : [schemaProblem("Either 'Next' or 'End' is required", location)]
}

/** Words observed on AWS (2024): a missing target and a state that nothing leads to share one code. */
function checkTargets({ graph, location }: GraphPlace): DefinitionProblem[] {
  const states = entriesOf(graph.States)
  const names = new Set(states.map(([name]) => name))
  const start: Way = { target: String(graph.StartAt), location: `${location}/StartAt` }
  const ways = states.flatMap(([name, state]) => waysOut(state, `${location}/States/${name}`))
  const reached = reachable(start.target, new Map(states))
  return [
    ...[start, ...ways]
      .filter(({ target }) => !names.has(target))
      .map(({ target, location: at }): DefinitionProblem => {
        const field = at === start.location ? 'StartAt' : 'Next'
        return { code: 'MISSING_TRANSITION_TARGET', message: `Missing '${field}' target: ${target}`, location: at }
      }),
    ...states
      .filter(([name]) => !reached.has(name))
      .map(
        ([name]): DefinitionProblem => ({
          code: 'MISSING_TRANSITION_TARGET',
          message: `State "${name}" is not reachable.`,
          location: `${location}/States/${name}`,
        }),
      ),
  ]
}

function waysOut(state: JsonObject, location: string): Way[] {
  return [
    ...way(state.Next, `${location}/Next`),
    ...way(state.Default, `${location}/Default`),
    ...objectsIn(state.Choices).flatMap((rule, index) => way(rule.Next, `${location}/Choices[${index}]/Next`)),
    ...objectsIn(state.Catch).flatMap((catcher, index) => way(catcher.Next, `${location}/Catch[${index}]/Next`)),
  ]
}

function way(target: unknown, location: string): Way[] {
  return typeof target === 'string' ? [{ target, location }] : []
}

function reachable(start: string, states: ReadonlyMap<string, JsonObject>): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [start]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = states.get(name)
    if (state === undefined || reached.has(name)) continue
    reached.add(name)
    waiting.push(...waysOut(state, '').map(({ target }) => target))
  }
  return reached
}

function duplicateNames(definition: JsonObject): DefinitionProblem[] {
  const places = statePlaces(definition)
  const seen = new Set<string>()
  return places.flatMap(({ name, location }): DefinitionProblem[] => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    return [{ code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, location }]
  })
}
