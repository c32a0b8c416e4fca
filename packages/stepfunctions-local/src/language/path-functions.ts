import { isJsonObject, type Json } from './json.ts'

/** Functions that may end a path, as in `$.lines.length()`. Null means that the value is not of the right kind. */
const pathFunctions: Readonly<Record<string, (value: Json) => Json>> = {
  length: sizeOf,
  size: sizeOf,
  keys: (value) => (isJsonObject(value) ? Object.keys(value) : null),
  first: (value) => (Array.isArray(value) ? (value[0] ?? null) : null),
  last: (value) => (Array.isArray(value) ? (value.at(-1) ?? null) : null),
  min: (value) => overNumbers(value, (numbers) => Math.min(...numbers)),
  max: (value) => overNumbers(value, (numbers) => Math.max(...numbers)),
  sum: (value) => overNumbers(value, sum),
  avg: (value) => overNumbers(value, (numbers) => sum(numbers) / numbers.length),
}

export function applyPathFunction(name: string, value: Json): Json {
  const apply = Object.hasOwn(pathFunctions, name) ? pathFunctions[name] : undefined
  if (apply === undefined) throw new SyntaxError(`Function with name: ${name} does not exist.`)
  return apply(value)
}

function sizeOf(value: Json): Json {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isJsonObject(value) ? Object.keys(value).length : null
}

function overNumbers(value: Json, reduce: (numbers: number[]) => number): Json {
  const numbers = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : []
  return numbers.length === 0 ? null : reduce(numbers)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
