import type { MachineType } from './definition.ts'
import { type DefinitionProblem, schemaProblem } from './definition-problem.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { labelOf } from './map-label.ts'
import { type StatePlace, statePlaces } from './state-places.ts'

/** Express executions, and so Express children, start no Map Run (AWS docs, "Using Map state in Distributed mode"). */
export function checkDistribution({ state, location, executionType }: StatePlace, type: MachineType) {
  const express = (executionType ?? type) === 'EXPRESS'
  return isDistributed(state) && express
    ? [schemaProblem('Express state machine does not support Map state in DISTRIBUTED mode', location)]
    : []
}

/** A label stands for its Map in ARNs, so two Maps of a machine cannot share one [MODEL: CreateStateMachine]. */
export function checkLabels(definition: JsonObject): DefinitionProblem[] {
  const seen = new Set<string>()
  return statePlaces(definition).flatMap(({ name, state, location }) => {
    if (!isDistributed(state)) return []
    const label = labelOf(name, state)
    const known = seen.has(label)
    seen.add(label)
    return known ? [schemaProblem(`The label ${label} appears more than once`, `${location}/Label`)] : []
  })
}

function isDistributed(state: JsonObject): boolean {
  const processor: Json = state.ItemProcessor ?? state.Iterator ?? null
  if (state.Type !== 'Map' || !isJsonObject(processor)) return false
  return isJsonObject(processor.ProcessorConfig) && processor.ProcessorConfig.Mode === 'DISTRIBUTED'
}
