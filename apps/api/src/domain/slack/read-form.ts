import type { Form } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'
import { makeStorable } from '@countersign/shared/text'
import { z } from 'zod'
import { FORM_BLOCKS, FORM_ELEMENT } from './action-values.ts'
import { type SimpleField, simpleFields } from './form-fields.ts'

const AMBIGUOUS = /,\d{3}\s*$/
const typed = z.string().transform(makeStorable)

/** `view.state.values` of a submitted form, as far as we look at it. */
const element = z.looseObject({
  value: typed.nullish(),
  selected_option: z.looseObject({ value: typed }).nullish(),
  selected_date: typed.nullish(),
})
export const formState = z.record(z.string(), z.record(z.string(), element))
export type FormState = z.output<typeof formState>

export interface FormAnswer {
  readonly reason: string | null
  readonly comment: string | null
  /** The form with what was typed; `null` when the approval has none or the answer does not ask for it. */
  readonly input: Readonly<Record<string, Json>> | null
  /** By block_id, for `response_action: errors`. */
  readonly errors: Readonly<Record<string, string>>
}

/**
 * What a person typed, as a vote wants it. Fields the form did not show keep their initial value.
 * @param form `null`: the form was not shown (a refusal needs none)
 */
export function readForm(form: Form | null, state: FormState): FormAnswer {
  const errors: Record<string, string> = {}
  const input: Record<string, Json> = { ...form?.initial }
  for (const field of form ? simpleFields(form).fields : []) {
    const blockId = FORM_BLOCKS.field(field.name)
    const typed = typedIn(state, blockId)
    if (typed === null) {
      if (field.required) errors[blockId] = 'This is needed.'
      delete input[field.name]
      continue
    }
    const value = toValue(field, typed)
    if (value === undefined)
      errors[blockId] = field.kind === 'integer' ? 'Type a whole number.' : 'Type a number such as 1240.5.'
    else define(input, field.name, value)
  }
  const [reason, comment] = [typedIn(state, FORM_BLOCKS.reason), typedIn(state, FORM_BLOCKS.comment)]
  return { reason, comment, input: form && input, errors }
}

function typedIn(state: FormState, blockId: string): string | null {
  const typed = Object.hasOwn(state, blockId) ? state[blockId]?.[FORM_ELEMENT] : undefined
  const text = typed?.selected_option?.value ?? typed?.selected_date ?? typed?.value ?? null
  return text === null || text.trim() === '' ? null : text
}

/** `undefined`: not a number. Choices travel as their position: what they stand for may be longer than Slack keeps. */
function toValue(field: SimpleField, typed: string): Json | undefined {
  switch (field.kind) {
    case 'number':
    case 'integer': {
      // Who types 1,240 may mean either of two numbers a thousandfold apart; who types 12,50 means one.
      const number = AMBIGUOUS.test(typed) ? Number.NaN : Number(typed.replace(',', '.'))
      return Number.isFinite(number) && (field.kind === 'number' || Number.isInteger(number)) ? number : undefined
    }
    case 'choice':
    case 'boolean':
      return field.choices[Number(typed)]
    case 'text':
    case 'multiline':
    case 'date':
      return typed
  }
}

/** A field may be called `__proto__`. */
const define = (target: Record<string, Json>, name: string, value: Json): void => {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
