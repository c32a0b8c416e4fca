import { z } from 'zod'
import { json, jsonObject } from './json.ts'
import { OUTCOME_KINDS } from './statuses.ts'
import { line, text } from './text.ts'

/** How a field's value is shown: plain text, an amount in a currency, an instant, a number, a link or an id to copy. */
const fieldFormat = z
  .string()
  .regex(/^(text|money:[A-Z]{3}|date|datetime|number|percent|duration|url|id|code)$/)
  .describe('text, money:EUR, date, datetime, number, percent, duration (seconds), url, id or code')

export const caseField = z
  .strictObject({
    label: line(80),
    value: z.union([text(2_000), z.number(), z.boolean(), z.null()]),
    format: fieldFormat.optional(),
    sensitive: z
      .literal(true)
      .optional()
      .describe('Hidden until a signed-in person reveals it, which is logged; never in chat, mail or webhooks'),
  })
  .meta({ id: 'CaseField' })

export const caseChange = z
  .strictObject({
    field: line(200),
    from: json,
    to: json,
    sensitive: z.literal(true).optional(),
  })
  .meta({ id: 'CaseChange' })

export const evidence = z
  .strictObject({
    label: line(120),
    url: z.url({ protocol: /^https$/ }).max(2_000),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  })
  .meta({ id: 'Evidence' })

/** What the reviewer sees. Its canonical bytes are part of the case digest. */
export const caseSchema = z
  .strictObject({
    contextLine: line(90).optional(),
    fields: z.array(caseField).max(40).default([]),
    changes: z.array(caseChange).max(100).default([]),
    payload: json.optional(),
    evidence: z.array(evidence).max(20).default([]),
  })
  .meta({ id: 'Case' })

const outcomeId = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'expected an id such as "approve"')

/** An error name as Catch and Retry match it. Names that begin with `States.` belong to AWS. */
export const errorName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without blanks')
  .refine((name) => !name.startsWith('States.'), 'names that begin with "States." are reserved by Step Functions')

export const outcomeReason = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/),
    label: line(120),
    error: errorName.optional(),
  })
  .meta({ id: 'OutcomeReason' })

export const outcome = z
  .strictObject({
    id: outcomeId,
    kind: z.enum(OUTCOME_KINDS),
    label: line(60),
    error: errorName.optional().describe('failure only: the error name SendTaskFailure sends'),
    reasons: z.array(outcomeReason).max(20).default([]),
  })
  .superRefine((value, context) => {
    if (value.kind === 'success' && value.error !== undefined)
      context.addIssue({ code: 'custom', path: ['error'], message: 'a success outcome sends no error name' })
    if (new Set(value.reasons.map((reason) => reason.id)).size !== value.reasons.length)
      context.addIssue({ code: 'custom', path: ['reasons'], message: 'reason ids must be distinct' })
  })
  .meta({ id: 'Outcome' })

export const form = z
  .strictObject({ schema: jsonObject, initial: jsonObject.default({}) })
  .meta({ id: 'Form', description: 'JSON Schema 2020-12 of what the reviewer may edit' })

/** What a sensitive value is called, field or change: the value may not be told, that there is one may. */
export const sensitiveLabels = ({ fields, changes }: Case): string[] => [
  ...fields.flatMap(({ label, sensitive }) => (sensitive ? [label] : [])),
  ...changes.flatMap(({ field, sensitive }) => (sensitive ? [field] : [])),
]

export type Case = z.output<typeof caseSchema>
export type CaseField = z.output<typeof caseField>
export type CaseChange = z.output<typeof caseChange>
export type Outcome = z.output<typeof outcome>
export type OutcomeReason = z.output<typeof outcomeReason>
export type Form = z.output<typeof form>

export const DEFAULT_OUTCOMES: readonly Outcome[] = [
  { id: 'approve', kind: 'success', label: 'Approve', reasons: [] },
  { id: 'reject', kind: 'failure', label: 'Reject', error: 'Countersign.Rejected', reasons: [] },
]
