import { Optional } from '@marcbachmann/cel-js'

/** Members and characters of one result together: the most a case may hold, so the most an input can need. */
const MAX_PARTS = 20_000
const MAX_CHARACTERS = 131_072
const MAX_DEPTH = 32

/**
 * A CEL value as JSON has it: integers become numbers, an absent optional becomes null. Throws for what JSON has no
 * word for, and for results that grew out of proportion.
 */
export function toPlain(value: unknown): unknown {
  const budget = { parts: MAX_PARTS, characters: MAX_CHARACTERS }
  const count = (text = '') => {
    budget.parts -= 1
    budget.characters -= text.length
    if (budget.parts < 0 || budget.characters < 0) throw new Error('gives more than an answer can carry')
  }

  function convert(item: unknown, depth: number): unknown {
    count(typeof item === 'string' ? item : '')
    if (depth > MAX_DEPTH) throw new Error(`gives something nested deeper than ${MAX_DEPTH} levels`)
    if (item === null || item === undefined) return null
    if (typeof item === 'string' || typeof item === 'boolean' || typeof item === 'number') return item
    if (typeof item === 'bigint') return toNumber(item)
    if (item instanceof Optional) return item.hasValue() ? convert(item.value(), depth) : null
    if (Array.isArray(item)) return item.map((each) => convert(each, depth + 1))
    return Object.fromEntries(
      entriesOf(item).map(([key, each]) => {
        count(key)
        return [key, convert(each, depth + 1)]
      }),
    )
  }
  return convert(value, 0)
}

function toNumber(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Error('gives an integer beyond 2^53−1; make it a string')
  return number
}

function entriesOf(value: unknown): [string, unknown][] {
  if (value instanceof Map)
    return [...value].map(([key, each]) => {
      if (typeof key !== 'string') throw new Error('gives a map whose keys are not strings')
      return [key, each]
    })
  if (typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return Object.entries(value)
  throw new Error('gives a value that JSON has no form for')
}
