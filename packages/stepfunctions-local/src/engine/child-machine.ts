import type { Definition, MapState, StateGraph } from '../language/definition.ts'
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { labelOf } from '../language/map-label.ts'
import { statePlaces } from '../language/state-places.ts'
import type { MachineSnapshot } from './execution.ts'

/**
 * The machine that the children of a Distributed Map run: the item processor, under the name `<machine>/<label>`. Its
 * revision is the parent's with the label, so that a restart finds it again. Labels are unique in a machine, and a Map
 * inside a child is named after the outermost machine.
 */
export function childMachine(parent: MachineSnapshot, label: string): MachineSnapshot {
  const [name = ''] = parent.name.split('/')
  const [root = ''] = parent.revisionId.split('/')
  const map = findMap(parent.definition, label)
  if (map === undefined) throw new Error(`${parent.arn} has no Distributed Map with the label ${label}`)
  return {
    ...parent,
    arn: `${parent.arn.split('/')[0]}/${label}`,
    name: `${name}/${label}`,
    type: map.distribution?.executionType ?? 'STANDARD',
    definition: { ...map.ItemProcessor, QueryLanguage: parent.definition.QueryLanguage } satisfies Definition,
    definitionText: JSON.stringify(processorText(JSON.parse(parent.definitionText) as Json, label)),
    revisionId: `${root}/${label}`,
  }
}

function findMap(graph: StateGraph, label: string): MapState | undefined {
  for (const state of Object.values(graph.States)) {
    if (state.Type === 'Map' && state.distribution?.label === label) return state
    const inner = state.Type === 'Map' ? [state.ItemProcessor] : state.Type === 'Parallel' ? state.Branches : []
    for (const each of inner) {
      const found = findMap(each, label)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** As written, without what only the Map around it needs. */
function processorText(definition: Json, label: string): JsonObject {
  if (!isJsonObject(definition)) return {}
  for (const { name, state } of statePlaces(definition)) {
    const processor = state.ItemProcessor ?? state.Iterator
    if (!isJsonObject(processor) || labelOf(name, state) !== label) continue
    const { ProcessorConfig: _, ...graph } = processor
    const { QueryLanguage: language } = definition
    return language === undefined ? graph : { QueryLanguage: language, ...graph }
  }
  return {}
}
