import { formatTemplate } from './format-template.ts'
import { hashText } from './hash-text.ts'
import { JavaRandom } from './java-random.ts'
import { isJsonObject, type Json, type JsonObject, jsonEquals } from './json.ts'
import type { RandomSource } from './random-source.ts'

/** The arguments are not what the function takes; `detail` is what AWS adds to its sentence, if anything. */
export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments'
}

export type IntrinsicFunction = (args: readonly Json[], random: RandomSource) => Json

/** Limits of the AWS docs, "Intrinsic functions". */
const maxRangeItems = 1000
const maxTextLength = 10_000
const int32 = { min: -(2 ** 31), max: 2 ** 31 - 1 }

/**
 * The eighteen functions. Where the docs and the running service differ, the service wins (observed 2023 to 2026):
 * States.ArrayPartition, ArrayRange, ArrayGetItem and MathRandom cut fractions off while MathAdd rounds them,
 * States.StringSplit drops empty parts, States.Hash takes any value, an empty array has null at every index.
 */
export const intrinsicFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  'States.Array': (args) => [...args],
  'States.ArrayContains': (args) => {
    const [list, item] = exactly(2, args)
    return array(list).some((entry) => jsonEquals(entry, item ?? null))
  },
  'States.ArrayGetItem': (args) => {
    const [list, index] = exactly(2, args)
    const items = array(list)
    const position = whole(index)
    if (items.length === 0) return null
    const item = items[position]
    return item === undefined ? fail() : item
  },
  'States.ArrayLength': (args) => array(exactly(1, args)[0]).length,
  'States.ArrayPartition': (args) => {
    const [list, size] = exactly(2, args)
    const items = array(list)
    const step = whole(size)
    if (step < 1) fail()
    return Array.from({ length: Math.ceil(items.length / step) }, (_, part) =>
      items.slice(part * step, (part + 1) * step),
    )
  },
  'States.ArrayRange': (args) => {
    const [start = 0, end = 0, step = 0] = exactly(3, args).map(whole)
    if (step === 0) fail()
    const length = Math.max(0, Math.floor((end - start) / step) + 1)
    if (length > maxRangeItems) fail()
    return Array.from({ length }, (_, index) => start + index * step)
  },
  'States.ArrayUnique': (args) => {
    const items = array(exactly(1, args)[0])
    return items.filter((item, index) => items.findIndex((other) => jsonEquals(item, other)) === index)
  },
  'States.Base64Decode': (args) => Buffer.from(text(exactly(1, args)[0]), 'base64').toString('utf8'),
  'States.Base64Encode': (args) => Buffer.from(text(exactly(1, args)[0]), 'utf8').toString('base64'),
  'States.Format': ([template, ...args]) => formatTemplate(string(template), args),
  'States.Hash': (args) => {
    const [data = null, algorithm] = exactly(2, args)
    return hashText(text(typeof data === 'string' ? data : JSON.stringify(data)), string(algorithm)) ?? fail()
  },
  'States.JsonMerge': (args) => {
    const [left, right, deep] = exactly(3, args)
    if (deep === true) throw new InvalidArguments('deep merge is not supported')
    return { ...object(left), ...object(right) }
  },
  'States.JsonToString': (args) => JSON.stringify(exactly(1, args)[0]),
  'States.MathAdd': (args) => {
    const [left = 0, right = 0] = exactly(2, args).map((value) => inInt32(Math.round(number(value))))
    return inInt32(left + right)
  },
  'States.MathRandom': (args, random) => {
    if (args.length !== 2 && args.length !== 3) fail()
    const [start = 0, end = 0, seed] = args.map(number)
    const from = Math.trunc(start)
    const to = Math.trunc(end)
    if (from >= to) fail()
    const draw = seed === undefined ? random.random() : new JavaRandom(seed).nextDouble()
    return from + Math.floor(draw * (to - from))
  },
  'States.StringSplit': (args) => {
    const [content, delimiters] = exactly(2, args).map(string)
    const separators = new Set(delimiters)
    const parts = ['']
    for (const character of content ?? '') {
      if (separators.has(character)) parts.push('')
      else parts.push(`${parts.pop() ?? ''}${character}`)
    }
    return parts.filter((part) => part !== '')
  },
  'States.StringToJson': (args) => parseJson(string(exactly(1, args)[0])),
  'States.UUID': (args, random) => {
    exactly(0, args)
    return random.uuid()
  },
}

function fail(): never {
  throw new InvalidArguments()
}

function exactly(count: number, args: readonly Json[]): readonly Json[] {
  return args.length === count ? args : fail()
}

function array(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : fail()
}

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : fail()
}

function string(value: Json | undefined): string {
  return typeof value === 'string' ? value : fail()
}

function text(value: Json | undefined): string {
  const content = string(value)
  return content.length <= maxTextLength ? content : fail()
}

function number(value: Json | undefined): number {
  return typeof value === 'number' ? value : fail()
}

function whole(value: Json | undefined): number {
  return Math.trunc(number(value))
}

function inInt32(value: number): number {
  return value >= int32.min && value <= int32.max ? value : fail()
}

function parseJson(content: string): Json {
  try {
    return JSON.parse(content)
  } catch {
    return fail()
  }
}
