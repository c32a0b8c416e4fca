import type { State } from '../language/definition.ts'
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { refuseOversize } from '../language/limits.ts'
import type { RecordedEvent } from './execution.ts'
import { emit } from './history.ts'
import { runState } from './run-state.ts'
import { stateFailure } from './state-failure.ts'
import type { GraphRun, RunGraph, StateResult, Step, Variables } from './step.ts'
import { nextTurn } from './turn.ts'

/** Runs the states of a machine, a branch or an item from StartAt until one ends. */
export const runGraph: RunGraph = async (run, graph, start) => {
  const visits = new Map<string, number>()
  let { input, variables, previous } = start
  for (let name: string | undefined = graph.StartAt; name !== undefined; ) {
    const state: State | undefined = graph.States[name]
    if (state === undefined) throw new Error(`State ${name} is not in the definition`)
    const visit = visits.get(name) ?? 0
    visits.set(name, visit + 1)
    const path = `${run.path}/${name}#${visit}`
    const result = await visitState(run, { state, name, path, input, variables, previous })
    input = result.output
    previous = result.previous
    if (result.assigned !== undefined) variables = { ...variables, ...result.assigned }
    name = result.next
  }
  return { output: input, previous }
}

interface Visit {
  readonly state: State
  readonly name: string
  readonly path: string
  readonly input: Json
  readonly variables: Variables
  readonly previous: number
}

async function visitState(run: GraphRun, visit: Visit): Promise<StateResult> {
  const { state, name, path, input } = visit
  const { runtime, execution, whereabouts } = run
  const left = execution.recorded.get(`${path}/exited`)
  if (left !== undefined) return readExit(left)

  const entered = emit(runtime.clock, execution, {
    key: `${path}/entered`,
    type: `${state.Type}StateEntered`,
    previous: visit.previous,
    details: { name, input: JSON.stringify(input) },
  })
  whereabouts.state = { type: state.Type, path }
  const step: Step = {
    ...run,
    path,
    state,
    stateName: name,
    input,
    variables: visit.variables,
    entered,
    runGraph,
  }
  // Branches that begin together enter their first states together, as AWS's recordings show.
  await run.life.wait(nextTurn())
  try {
    const result = await run.life.wait(runState(step))
    if (state.Type === 'Fail') return result
    refuseOversize(result.output, name)
    const exited = emit(runtime.clock, execution, {
      key: `${path}/exited`,
      type: `${state.Type}StateExited`,
      previous: result.previous,
      details: { name, output: JSON.stringify(result.output), assignedVariables: asText(result.assigned) },
      ...(result.next === undefined ? {} : { next: result.next }),
    })
    delete whereabouts.state
    return { ...result, previous: exited.event.id }
  } catch (error) {
    throw stateFailure(step, error, '', entered.event.id)
  }
}

function asText(assigned: JsonObject | undefined): JsonObject | undefined {
  if (assigned === undefined || Object.keys(assigned).length === 0) return undefined
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]))
}

function readExit(exited: RecordedEvent): StateResult {
  const { details, id } = exited.event
  const assigned = details?.assignedVariables
  return {
    output: JSON.parse(String(details?.output)) as Json,
    previous: id,
    ...(isJsonObject(assigned)
      ? {
          assigned: Object.fromEntries(
            Object.entries(assigned).map(([name, text]) => [name, JSON.parse(String(text)) as Json]),
          ),
        }
      : {}),
    ...(exited.next === undefined ? {} : { next: exited.next }),
  }
}
