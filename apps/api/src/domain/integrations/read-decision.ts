import type { MappedDecision } from '@countersign/shared/integrations'
import { jsonObject } from '@countersign/shared/json'
import { caseDigest } from '@countersign/shared/requests'
import { isStorable, text } from '@countersign/shared/text'
import { z } from 'zod'

/** What the expressions gave, as plain JSON. */
export interface MappedValues {
  readonly ignore: unknown
  readonly outcome: unknown
  readonly reason: unknown
  readonly comment: unknown
  readonly input: unknown
  readonly caseDigest: unknown
}

/** Systems send an empty field for an absent one. */
const emptyIsNull = (value: unknown) => (value === '' ? null : value)

const decision = z.object({
  outcome: z
    .string('has to give a string')
    .min(1, 'gives an empty string')
    .max(40, 'gives more than 40 characters')
    .refine(isStorable, 'gives NUL or a lone surrogate'),
  reason: z.preprocess(emptyIsNull, z.string('has to give a string or null').max(60).refine(isStorable).nullable()),
  comment: z.preprocess(emptyIsNull, text(4_000).nullable()),
  input: jsonObject.nullable(),
  caseDigest: z.preprocess(emptyIsNull, caseDigest.nullable()),
})

/** Deny by default: what is not plainly a decision is a fault, and no fault decides. */
export function readDecision(values: MappedValues): MappedDecision {
  if (values.ignore === true) return { kind: 'ignored' }
  if (values.ignore !== false && values.ignore !== null) return fault('ignore', 'has to give true or false')
  const result = decision.safeParse(values)
  if (result.success) return { kind: 'decision', ...result.data }
  const errors = result.error.issues.map(({ path, message }) => ({ expression: String(path[0] ?? 'outcome'), message }))
  return { kind: 'fault', errors }
}

const fault = (expression: string, message: string): MappedDecision => ({
  kind: 'fault',
  errors: [{ expression, message }],
})
