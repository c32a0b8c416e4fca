import type { Json } from './json.ts'

/** The result of an expression holds something that is not JSON, such as a function. */
export class UnsupportedResult extends Error {
  override readonly name = 'UnsupportedResult'
}

/**
 * A plain copy of what JSONata returned: its sequences carry marks, its functions are objects with circular parts.
 * Numbers that JSON lacks become the strings the service writes for them, `Infinity` and `NaN` (observed 2026).
 */
export function jsonataResult(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // Adding zero turns -0, which JSON does not know either, into 0.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value)
  if (Array.isArray(value)) return value.map(jsonataResult)
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw new UnsupportedResult()
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, jsonataResult(item)]])),
  )
}
