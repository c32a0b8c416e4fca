import type { Json } from '@countersign/shared/json'

/** One input of the reviewer's form. `path` leads into the answer; `json` is every shape without an input of its own. */
export type FormField = {
  readonly path: readonly string[]
  readonly label: string
  readonly hint: string | undefined
  readonly required: boolean
} & (
  | { readonly type: 'text'; readonly multiline: boolean }
  | {
      readonly type: 'number'
      readonly whole: boolean
      readonly minimum: number | undefined
      readonly maximum: number | undefined
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly options: readonly Json[] }
  | { readonly type: 'json' }
)

type Schema = Readonly<Record<string, unknown>>
type Input = Readonly<Record<string, Json>>

/** The fields of a JSON Schema object: simple types, enums and objects one level deep. The API has the final word. */
export function formFields(schema: Schema): FormField[] {
  return properties(schema).flatMap(([name, property, required]) => {
    const nested = typeOf(property) === 'object' ? properties(property) : []
    if (nested.length === 0) return [field([name], property, required, titleOf(property, name))]
    return nested.map(([inner, innerProperty, innerRequired]) =>
      field(
        [name, inner],
        innerProperty,
        required && innerRequired,
        `${titleOf(property, name)} · ${titleOf(innerProperty, inner)}`,
      ),
    )
  })
}

function field(path: readonly string[], schema: Schema, required: boolean, label: string): FormField {
  const base = { path, label, required, hint: typeof schema.description === 'string' ? schema.description : undefined }
  if (Array.isArray(schema.enum)) return { ...base, type: 'choice', options: schema.enum as Json[] }
  switch (typeOf(schema)) {
    case 'string':
      return { ...base, type: 'text', multiline: number(schema.maxLength, 0) > 200 }
    case 'number':
    case 'integer':
      return {
        ...base,
        type: 'number',
        whole: typeOf(schema) === 'integer',
        minimum: typeof schema.minimum === 'number' ? schema.minimum : undefined,
        maximum: typeof schema.maximum === 'number' ? schema.maximum : undefined,
      }
    case 'boolean':
      return { ...base, type: 'boolean' }
    default:
      return { ...base, type: 'json' }
  }
}

function properties(schema: Schema): [string, Schema, boolean][] {
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([name, property]) => [
    name,
    isObject(property) ? property : {},
    required.includes(name),
  ])
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const typeOf = (schema: Schema): unknown => schema.type
const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)
const titleOf = (schema: Schema, name: string): string => (typeof schema.title === 'string' ? schema.title : name)

/** What the input shows for the value at this path. */
export function textAt(input: Input, field: FormField): string {
  const value = valueAt(input, field.path)
  if (value === undefined) return ''
  if (field.type === 'text') return typeof value === 'string' ? value : JSON.stringify(value)
  return field.type === 'json' ? JSON.stringify(value, null, 2) : String(value)
}

export function valueAt(input: Input, [first, ...rest]: readonly string[]): Json | undefined {
  const value = first !== undefined && Object.hasOwn(input, first) ? input[first] : undefined
  return rest.length > 0 && isObject(value) ? valueAt(value as Input, rest) : rest.length > 0 ? undefined : value
}

export type Read =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly message: string }

/** Turns what was typed into the value to send; an empty optional input is left out. */
export function readField(field: FormField, typed: string): Read {
  if (typed === '')
    return field.required ? { ok: false, message: `${field.label} is required.` } : { ok: true, value: undefined }
  switch (field.type) {
    case 'text':
      return { ok: true, value: typed }
    case 'number':
      return readNumber(field, typed)
    case 'boolean':
      return { ok: true, value: typed === 'true' }
    case 'choice':
      return { ok: true, value: field.options.find((option) => String(option) === typed) ?? null }
    case 'json':
      return readJson(field, typed)
  }
}

function readNumber(field: Extract<FormField, { type: 'number' }>, typed: string): Read {
  const value = Number(typed)
  if (!Number.isFinite(value) || typed.trim() === '') return { ok: false, message: `${field.label} must be a number.` }
  if (field.whole && !Number.isSafeInteger(value))
    return { ok: false, message: `${field.label} must be a whole number.` }
  if (field.minimum !== undefined && value < field.minimum)
    return { ok: false, message: `${field.label} must be at least ${field.minimum}.` }
  if (field.maximum !== undefined && value > field.maximum)
    return { ok: false, message: `${field.label} must be at most ${field.maximum}.` }
  return { ok: true, value }
}

function readJson(field: FormField, typed: string): Read {
  try {
    return { ok: true, value: JSON.parse(typed) as Json }
  } catch {
    return { ok: false, message: `${field.label} must be valid JSON.` }
  }
}

/** The input with one value replaced; objects on the way are copied, members the form does not show are kept. */
export function withValue(
  input: Input,
  [first, ...rest]: readonly string[],
  value: Json | undefined,
): Record<string, Json> {
  if (first === undefined) return { ...input }
  if (rest.length > 0) {
    const inner = input[first]
    return { ...input, [first]: withValue(isObject(inner) ? (inner as Input) : {}, rest, value) }
  }
  if (value !== undefined) return { ...input, [first]: value }
  return Object.fromEntries(Object.entries(input).filter(([key]) => key !== first))
}
