import type { MapState } from './definition.ts'
import { evaluateInteger, readInteger } from './field-value.ts'
import type { Json } from './json.ts'
import { evaluateJsonata } from './jsonata.ts'
import { evaluateTemplate } from './payload-template.ts'
import type { RandomSource } from './random-source.ts'
import type { Scope } from './scope.ts'

/** What a Distributed Map says about its run as a whole; absent fields set no bound. */
export interface MapRunSettings {
  readonly toleratedFailureCount?: number
  readonly toleratedFailurePercentage?: number
  readonly batch?: { readonly maxItems?: number; readonly maxBytes?: number; readonly input?: Json }
}

/** `scope.input` is the effective input of the Map. */
export async function mapRunSettings(state: MapState, scope: Scope, random: RandomSource): Promise<MapRunSettings> {
  const read = (fields: object, field: string) => readBound(fields, field, state.QueryLanguage, scope, random)
  const count = await read(state, 'ToleratedFailureCount')
  const percentage = await read(state, 'ToleratedFailurePercentage')
  const { ItemBatcher: batcher } = state
  return {
    ...(count === undefined ? {} : { toleratedFailureCount: count }),
    ...(percentage === undefined ? {} : { toleratedFailurePercentage: percentage }),
    ...(batcher === undefined ? {} : { batch: await readBatch(batcher) }),
  }

  async function readBatch(fields: NonNullable<MapState['ItemBatcher']>) {
    const maxItems = await read(fields, 'MaxItemsPerBatch')
    const maxBytes = await read(fields, 'MaxInputBytesPerBatch')
    const { BatchInput: template } = fields
    return {
      ...(maxItems === undefined ? {} : { maxItems }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(template === undefined ? {} : { input: await evaluateInput(template) }),
    }
  }

  async function evaluateInput(template: Json): Promise<Json> {
    return state.QueryLanguage === 'JSONata'
      ? evaluateJsonata(template, scope, random, 'BatchInput')
      : evaluateTemplate(template, scope, random)
  }
}

async function readBound(
  fields: object,
  field: string,
  language: MapState['QueryLanguage'],
  scope: Scope,
  random: RandomSource,
): Promise<number | undefined> {
  const given: Readonly<Record<string, unknown>> = { ...fields }
  const path = given[`${field}Path`]
  if (typeof path === 'string') return readInteger(`${field}Path`, path, scope, 0)
  const value = given[field]
  if (typeof value === 'string' && language === 'JSONata') return evaluateInteger(field, value, scope, random, 0)
  return typeof value === 'number' ? value : undefined
}
