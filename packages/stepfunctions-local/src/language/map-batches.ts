import { isJsonObject, type Json } from './json.ts'
import type { MapRunSettings } from './map-run-settings.ts'

/** What one child execution gets, and how many items that are. */
export interface MapBatch {
  readonly input: Json
  readonly items: number
}

/** Each item alone, or as many together as the ItemBatcher allows, as `{ BatchInput?, Items }` (AWS docs, "ItemBatcher"). */
export function mapBatches(items: readonly Json[], { batch }: MapRunSettings): readonly MapBatch[] {
  if (batch === undefined) return items.map((input) => ({ input, items: 1 }))
  const { maxItems = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = batch
  const groups: Json[][] = []
  let bytes = 0
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item))
    const last = groups.at(-1)
    if (last === undefined || last.length >= maxItems || bytes + size > maxBytes) {
      groups.push([item])
      bytes = size
    } else {
      last.push(item)
      bytes += size
    }
  }
  const common = isJsonObject(batch.input ?? null) ? { BatchInput: batch.input as Json } : {}
  return groups.map((group) => ({ input: { ...common, Items: group }, items: group.length }))
}
