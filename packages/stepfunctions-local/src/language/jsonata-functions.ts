import jsonata, { type Expression } from 'jsonata'
import { hashText } from './hash-text.ts'
import { JavaRandom } from './java-random.ts'
import type { Json } from './json.ts'
import type { RandomSource } from './random-source.ts'

/** The longest `$range` the service returns; one more element and it reports its memory limit (observed 2026). */
const maxRangeElements = 360_145

/** Thrown for what the service reports as its memory limit. */
export class MemoryLimitExceeded extends Error {
  override readonly name = 'MemoryLimitExceeded'
}

/**
 * Gives an expression the functions that Step Functions adds to JSONata, and takes `$eval` away
 * (AWS docs, "Transforming data with JSONata"). Fractions are cut off towards zero; an argument left out makes the
 * result nothing; a single element comes back bare, as JSONata does with sequences.
 */
export function addStepFunctions(expression: Expression, random: RandomSource): void {
  expression.registerFunction('partition', partition, '<an?:a>')
  expression.registerFunction('range', range, '<nnn?:x>')
  expression.registerFunction('hash', hash, '<ss?:s>')
  expression.registerFunction('uuid', () => random.uuid(), '<:s>')
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? random.random() : new JavaRandom(seed).nextDouble()),
    '<n?:n>',
  )
  expression.registerFunction('parse', parse, '<s?:x>')
  expression.assign('eval', undefined)
  const { now } = random
  if (now === undefined) return
  expression.registerFunction('millis', () => now(), '<:n>')
  expression.registerFunction(
    'now',
    (picture?: string, zone?: string) => formatInstant(now(), picture, zone),
    '<s?s?:s>',
  )
}

/** `$now` formats as `$fromMillis` does, so that is asked. */
function formatInstant(millis: number, picture?: string, zone?: string): Promise<unknown> {
  return jsonata('$fromMillis(millis, picture, zone)').evaluate({ millis, picture, zone })
}

function partition(list: readonly Json[], size?: number): Json[][] | undefined {
  const length = size === undefined ? list.length : Math.trunc(size)
  if (length < 0) throw reported('Second argument must be zero or greater')
  if (length === 0 || list.length === 0) return undefined
  return Array.from({ length: Math.ceil(list.length / length) }, (_, part) =>
    list.slice(part * length, (part + 1) * length),
  )
}

function range(from: number, to: number, by?: number): number | number[] | undefined {
  const start = Math.trunc(from)
  const step = Math.trunc(by ?? 0)
  if (step === 0) return undefined
  const length = Math.floor((Math.trunc(to) - start) / step) + 1
  if (length < 1) return undefined
  if (length > maxRangeElements) throw new MemoryLimitExceeded()
  return length === 1 ? start : Array.from({ length }, (_, index) => start + index * step)
}

function hash(text: string, algorithm?: string): string | undefined {
  if (algorithm === undefined) return undefined
  const digest = hashText(text, algorithm)
  if (digest === undefined) throw reported(`Unsupported algorithm: ${algorithm}`)
  return digest
}

function parse(text?: string): Json | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw reported('Invalid JSON')
  }
}

/** D3137 is JSONata's code for an error with a message of its own. */
function reported(message: string): { code: string; message: string } {
  return { code: 'D3137', message }
}
