import { createHash } from 'node:crypto'
import type { JsonObject } from './json.ts'

/** A Distributed Map without a label gets a generated one, here the same at every reading of the definition. */
export function labelOf(stateName: string, state: JsonObject): string {
  if (typeof state.Label === 'string') return state.Label
  const hex = createHash('sha256').update(stateName).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
