import type { Form } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'
import { z } from 'zod'

/** A field of the case's form that Slack can ask for. */
export interface SimpleField {
  readonly name: string
  readonly title: string
  readonly hint: string | null
  readonly required: boolean
  readonly kind: 'text' | 'multiline' | 'number' | 'integer' | 'boolean' | 'choice' | 'date'
  /** For `choice` and `boolean`: what may be picked. */
  readonly choices: readonly (string | number | boolean)[]
  readonly maxLength: number | null
  readonly initial: Json | null
}

export interface FormFields {
  readonly fields: readonly SimpleField[]
  /** Titles of what only the inbox can edit; it keeps its initial value. */
  readonly others: readonly string[]
}

/** More would be no form to fill in on a phone; the rest is for the inbox. */
const MAX_FIELDS = 20
const MAX_CHOICES = 100
/** Slack's input holds 3,000 characters: a longer text would come back cut. Its block_id holds 255. */
const MAX_TEXT = 3_000
const MAX_NAME = 200

const property = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  enum: z
    .array(z.union([z.string(), z.number()]))
    .max(MAX_CHOICES)
    .optional(),
  maxLength: z.number().optional(),
  readOnly: z.boolean().optional(),
  writeOnly: z.boolean().optional(),
})

/**
 * Which parts of a JSON Schema Slack's elements can ask for: flat fields of one plain type. Everything else, and what the
 * schema marks as secret, is edited in the inbox. The form's validator has the last word on the whole input either way.
 */
export function simpleFields({ schema, initial }: Form): FormFields {
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields: SimpleField[] = []
  const others: string[] = []
  for (const [name, raw] of Object.entries(properties)) {
    const parsed = property.safeParse(raw)
    if (parsed.success && parsed.data.readOnly) continue
    const now = Object.hasOwn(initial, name) ? (initial[name] ?? null) : null
    const kind = parsed.success && fits(name, now) ? kindOf(parsed.data) : null
    const title = (parsed.success ? parsed.data.title : undefined) ?? name
    if (!parsed.success || kind === null || fields.length === MAX_FIELDS) {
      others.push(title)
      continue
    }
    fields.push({
      name,
      title,
      hint: parsed.data.description ?? null,
      required: required.includes(name),
      kind,
      choices: kind === 'boolean' ? [true, false] : (parsed.data.enum ?? []),
      maxLength: parsed.data.maxLength ?? null,
      initial: now,
    })
  }
  return { fields, others }
}

const fits = (name: string, initial: Json | null): boolean =>
  name.length <= MAX_NAME && (typeof initial !== 'string' || initial.length <= MAX_TEXT)

function kindOf({ type, format, enum: choices, maxLength, writeOnly }: z.output<typeof property>) {
  if (writeOnly || format === 'password') return null
  if (choices) return choices.length > 0 ? 'choice' : null
  if (type === 'number' || type === 'integer' || type === 'boolean') return type
  if (type !== 'string') return null
  if (format === 'date') return 'date'
  if (format !== undefined && format !== 'email' && format !== 'uri') return null
  return (maxLength ?? 0) > 200 ? 'multiline' : 'text'
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
