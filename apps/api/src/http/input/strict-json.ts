import { MAX_JSON_DEPTH } from '@countersign/shared/json'
import { ProblemError } from '../to-problem.ts'

/** A registration wraps the case into three levels; the context object of AWS adds its own few. */
const MAX_DEPTH = MAX_JSON_DEPTH * 2
/** More than the largest execution input can hold; above it validation itself becomes the attack. */
const MAX_MEMBERS = 50_000

/**
 * JSON that every parser reads alike: UTF-8, no key twice in one object, no `__proto__`, bounded depth. Parsers differ
 * on the second of two equal keys, so one could be shown and the other hashed. Messages name positions and short keys
 * only: the text may hold a task token.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('It does not parse. Check quotes, commas and brackets.')
  }
  refuseAmbiguity(text)
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed('It is not UTF-8.')
  }
}

/** `text` is known to be JSON, so only strings and brackets need to be told apart. */
function refuseAmbiguity(text: string): void {
  const open: (Set<string> | null)[] = []
  let keyNext = false
  let members = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      const end = endOfString(text, at)
      if (keyNext) addKey(open.at(-1), text.slice(at, end + 1), at)
      if (keyNext && ++members > MAX_MEMBERS) throw malformed(`It has more than ${MAX_MEMBERS} members.`)
      keyNext = false
      at = end
    } else if (character === '{' || character === '[') {
      if (open.push(character === '{' ? new Set() : null) > MAX_DEPTH)
        throw malformed(`It is nested deeper than ${MAX_DEPTH} levels at character ${at}.`)
      keyNext = character === '{'
    } else if (character === '}' || character === ']') {
      open.pop()
      keyNext = false
    } else if (character === ',') keyNext = open.at(-1) instanceof Set
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
}

function addKey(keys: Set<string> | null | undefined, literal: string, at: number): void {
  const key: unknown = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
  if (typeof key !== 'string' || !keys) return
  if (key === '__proto__') throw malformed(`The key "__proto__" at character ${at} is not accepted.`)
  if (keys.has(key)) throw malformed(`A key occurs twice in one object, the second time at character ${at}.`)
  keys.add(key)
}

const malformed = (detail: string) => new ProblemError({ code: 'malformed-json', detail })
