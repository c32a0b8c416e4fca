import type { Json } from '../language/json.ts'

/** Where a service takes text, a workflow may give a document: it travels as compact JSON. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
