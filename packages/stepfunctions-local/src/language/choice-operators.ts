import type { Json } from './json.ts'
import { parseTimestamp } from './timestamp.ts'

type Order = (difference: number) => boolean

const orders: Readonly<Record<string, Order>> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThan: (difference) => difference > 0,
  GreaterThanEquals: (difference) => difference >= 0,
}

/** How far two values of one kind are apart; undefined when one of them is of another kind. */
type Distance = (left: Json, right: Json) => number | undefined

const distances: Readonly<Record<string, Distance>> = {
  String: (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? (left < right ? -1 : Number(left > right)) : undefined,
  Numeric: (left, right) => (typeof left === 'number' && typeof right === 'number' ? left - right : undefined),
  Timestamp: (left, right) => {
    const [from, to] = [instant(left), instant(right)]
    return from === undefined || to === undefined ? undefined : from - to
  },
}

function instant(value: Json): number | undefined {
  return typeof value === 'string' ? parseTimestamp(value) : undefined
}

export type Comparison = (value: Json, operand: Json) => boolean

function ordered(kind: Distance, order: Order): Comparison {
  return (value, operand) => {
    const difference = kind(value, operand)
    return difference !== undefined && order(difference)
  }
}

/**
 * Comparisons of a Choice rule (AWS docs, "Choice workflow state"). Values of different kinds never match: nothing is
 * converted. Each of these but StringMatches also exists with the ending `Path`.
 */
export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ...Object.entries(distances).flatMap(([kind, distance]) =>
    Object.entries(orders).map(([name, order]): [string, Comparison] => [`${kind}${name}`, ordered(distance, order)]),
  ),
  ['BooleanEquals', (value, operand) => typeof value === 'boolean' && value === operand],
  [
    'StringMatches',
    (value, operand) => typeof value === 'string' && typeof operand === 'string' && matchesWildcards(value, operand),
  ],
])

/** Tests of a value's kind; `IsPresent` is not among them, because it alone bears a missing value. */
export const kindTests: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>([
  ['IsNull', (value) => value === null],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsString', (value) => typeof value === 'string'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => instant(value) !== undefined],
])

/** `*` stands for any characters, `\*` for a star and `\\` for a backslash. */
function matchesWildcards(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\([\s\S])|\*|[^\\*]+|\\/g, (token, escaped: string | undefined) => {
    if (escaped !== undefined) return escapeForPattern(escaped)
    return token === '*' ? '[\\s\\S]*' : escapeForPattern(token)
  })
  return new RegExp(`^${source}$`, 'u').test(text)
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
