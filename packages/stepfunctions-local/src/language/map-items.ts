import type { MapState } from './definition.ts'
import { evaluateInteger, readInteger } from './field-value.ts'
import type { Json } from './json.ts'
import { evaluateJsonata, unexpectedResult } from './jsonata.ts'
import { readReferencePath } from './jsonpath.ts'
import { evaluateTemplate } from './payload-template.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'
import { StatesError } from './states-error.ts'

export interface MapItems {
  readonly items: readonly Json[]
  /** 0 means without a bound. */
  readonly maxConcurrency: number
}

/** `scope.input` is the effective input. */
export async function mapItems(state: MapState, scope: Scope, random: RandomSource = systemRandom): Promise<MapItems> {
  if (state.QueryLanguage === 'JSONata') {
    return {
      items: await evaluateItems(state.Items, scope, random),
      maxConcurrency: await evaluateInteger('MaxConcurrency', state.MaxConcurrency ?? 0, scope, random, 0),
    }
  }
  return {
    items: readItems(state.ItemsPath ?? '$', scope),
    maxConcurrency:
      state.MaxConcurrencyPath === undefined
        ? (state.MaxConcurrency ?? 0)
        : readInteger('MaxConcurrencyPath', state.MaxConcurrencyPath, scope, 0),
  }
}

/**
 * The input of one iteration. `scope.input` is the effective input of the Map and `scope.context` carries the item as
 * `Map.Item`; the states inside see neither.
 */
export async function itemInput(
  state: MapState,
  scope: Scope,
  item: Json,
  random: RandomSource = systemRandom,
): Promise<Json> {
  if (state.ItemSelector === undefined) return item
  return state.QueryLanguage === 'JSONata'
    ? evaluateJsonata(state.ItemSelector, scope, random, 'ItemSelector')
    : evaluateTemplate(state.ItemSelector, scope, random)
}

function readItems(path: string, scope: Scope): readonly Json[] {
  const items = readReferencePath(path, scope)
  if (Array.isArray(items)) return items
  throw new StatesError('States.Runtime', `Reference path "${path}" must point to array.`)
}

async function evaluateItems(
  expression: Json | undefined,
  scope: Scope,
  random: RandomSource,
): Promise<readonly Json[]> {
  const items = expression === undefined ? scope.input : await evaluateJsonata(expression, scope, random, 'Items')
  if (Array.isArray(items)) return items
  throw unexpectedResult(typeof expression === 'string' ? expression : '$states.input', 'Items', 'array', items)
}
