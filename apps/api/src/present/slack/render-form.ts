import type { Form } from '@countersign/shared/case'
import type { CaseProjection } from '@countersign/shared/projection'
import type { InputBlock, KnownBlock, ModalView, PlainTextOption, StaticSelect } from '@slack/types'
import { DECIDE_FORM, FORM_BLOCKS, FORM_ELEMENT, type FormMetadata } from '../../domain/slack/action-values.ts'
import { type SimpleField, simpleFields } from '../../domain/slack/form-fields.ts'
import { clamp, SLACK_LIMITS } from './limits.ts'
import { plain, words } from './texts.ts'

export interface FormOptions {
  readonly metadata: FormMetadata
  /** The case's form; shown for an answer that goes on, a refusal needs none. */
  readonly form: Form | null
  /** What the person has typed already, when the form is shown again. */
  readonly comment?: string | null
}

/** The form of one answer: typed reason, comment, and what may be edited (05 §3.3). */
export function renderDecideForm(projection: CaseProjection, options: FormOptions): ModalView {
  const { metadata } = options
  const answer = projection.answers.find(({ id }) => id === metadata.outcome)
  if (!answer) throw new Error(`${projection.id} has no answer ${metadata.outcome}`)
  const shown = answer.kind === 'success' && options.form ? simpleFields(options.form) : { fields: [], others: [] }
  const blocks: KnownBlock[] = [
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [words(clamp(projection.title, 300), { bold: true })] },
        { type: 'rich_text_section', elements: [words(`${answer.label}: then the ${answer.consequence}.`)] },
        ...(projection.hidden
          ? [{ type: 'rich_text_section' as const, elements: [words(projection.hidden.sentence, { italic: true })] }]
          : []),
      ],
    },
    ...(answer.reasons.length > 0 ? [reasonInput(answer.reasons)] : []),
    ...shown.fields.map(fieldInput),
    ...(shown.others.length > 0 ? [othersNote(shown.others)] : []),
    commentInput(options.comment ?? null),
  ]
  return {
    type: 'modal',
    callback_id: DECIDE_FORM,
    private_metadata: JSON.stringify(metadata),
    title: plain(answer.label, SLACK_LIMITS.modalTitle),
    submit: plain(answer.label, SLACK_LIMITS.modalTitle),
    close: plain('Cancel', SLACK_LIMITS.modalTitle),
    blocks: blocks.slice(0, SLACK_LIMITS.viewBlocks),
  }
}

const input = (blockId: string, label: string, optional: boolean, element: InputBlock['element']): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: plain(label, SLACK_LIMITS.inputLabel),
  optional,
  element,
})

const options = (labels: readonly { readonly label: string; readonly value: string }[]): PlainTextOption[] =>
  labels.slice(0, SLACK_LIMITS.options).map(({ label, value }) => ({
    text: plain(label === '' ? '(empty)' : label, SLACK_LIMITS.optionText),
    value,
  }))

const reasonInput = (reasons: CaseProjection['answers'][number]['reasons']): InputBlock =>
  input(FORM_BLOCKS.reason, 'Reason', false, {
    type: 'static_select',
    action_id: FORM_ELEMENT,
    options: options(reasons.map(({ id, label }) => ({ label, value: id }))),
  })

const commentInput = (typed: string | null): InputBlock =>
  input(FORM_BLOCKS.comment, 'Comment', true, {
    type: 'plain_text_input',
    action_id: FORM_ELEMENT,
    multiline: true,
    max_length: SLACK_LIMITS.inputValue,
    ...(typed === null ? {} : { initial_value: clamp(typed, SLACK_LIMITS.inputValue) }),
  })

function fieldInput(field: SimpleField): InputBlock {
  const block = input(FORM_BLOCKS.field(field.name), field.title, !field.required, elementOf(field))
  return field.hint === null ? block : { ...block, hint: plain(field.hint, SLACK_LIMITS.inputLabel) }
}

function elementOf(field: SimpleField): InputBlock['element'] {
  const { kind, initial } = field
  switch (kind) {
    case 'choice':
    case 'boolean':
      return choose(field)
    case 'date': {
      const isDate = typeof initial === 'string' && /^\d{4}-\d\d-\d\d$/.test(initial)
      return { type: 'datepicker', action_id: FORM_ELEMENT, ...(isDate ? { initial_date: initial } : {}) }
    }
    case 'number':
    case 'integer':
      return {
        type: 'number_input',
        action_id: FORM_ELEMENT,
        is_decimal_allowed: kind === 'number',
        ...(typeof initial === 'number' ? { initial_value: String(initial) } : {}),
      }
    case 'text':
    case 'multiline':
      return {
        type: 'plain_text_input',
        action_id: FORM_ELEMENT,
        multiline: kind === 'multiline',
        max_length: Math.max(1, Math.min(field.maxLength ?? SLACK_LIMITS.inputValue, SLACK_LIMITS.inputValue)),
        ...(typeof initial === 'string' && initial !== '' ? { initial_value: initial } : {}),
      }
  }
}

/** Choices travel as their position in the schema's list. */
function choose({ choices, kind, initial }: SimpleField): StaticSelect {
  const named = (choice: string | number | boolean) =>
    kind === 'boolean' ? (choice === true ? 'Yes' : 'No') : String(choice)
  const all = options(choices.map((choice, index) => ({ label: named(choice), value: String(index) })))
  const picked = all[choices.findIndex((choice) => Object.is(choice, initial))]
  return {
    type: 'static_select',
    action_id: FORM_ELEMENT,
    options: all,
    ...(picked ? { initial_option: picked } : {}),
  }
}

const othersNote = (others: readonly string[]): KnownBlock => ({
  type: 'context',
  elements: [plain(`Edited in the inbox only, kept as they are here: ${others.join(', ')}`, SLACK_LIMITS.fieldText)],
})
