import { z } from 'zod'
import { isStorable } from './text.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Deeper documents are refused before any recursive code (hashing, rendering) meets them. */
export const MAX_JSON_DEPTH = 32
/** Everything a case carries inline, as UTF-8 bytes of its JSON; larger documents go by reference as evidence. */
export const MAX_CASE_BYTES = 131_072

/** Any JSON value that has one canonical form (RFC 8785): finite numbers, integers within ±2^53−1, storable text. */
export const json = z
  .unknown()
  .superRefine((value, context) => {
    const fault = findFault(value, 0)
    // `continue: false`: no later check may recurse into a document that failed here.
    if (fault) context.addIssue({ code: 'custom', message: fault, continue: false })
  })
  .transform((value) => value as Json)
  .meta({ type: ['object', 'array', 'string', 'number', 'boolean', 'null'], description: 'Any JSON value' })

export const jsonObject = z.record(z.string(), json)

function findFault(value: unknown, depth: number): string | undefined {
  if (depth > MAX_JSON_DEPTH) return `is nested deeper than ${MAX_JSON_DEPTH} levels`
  if (typeof value === 'string') return isStorable(value) ? undefined : 'contains NUL or a lone surrogate'
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'contains a number that JSON cannot carry'
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return 'contains an integer beyond 2^53−1; send it as a string'
    return undefined
  }
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value !== 'object') return 'is not JSON'
  for (const [key, item] of Object.entries(value)) {
    if (!isStorable(key)) return 'contains a key with NUL or a lone surrogate'
    const fault = findFault(item, depth + 1)
    if (fault) return fault
  }
  return undefined
}
