import { expect, test } from 'vitest'
import { type FormField, formFields, readField, textAt, withValue } from './form-fields.ts'

const schema = {
  type: 'object',
  required: ['limit'],
  properties: {
    limit: { type: 'integer', title: 'Limit', minimum: 0, maximum: 100 },
    currency: { enum: ['EUR', 'NOK'] },
    notify: { type: 'boolean' },
    review: { type: 'object', title: 'Review', properties: { note: { type: 'string' } } },
    lines: { type: 'array', items: { type: 'string' } },
  },
}
const field = (path: string): FormField => {
  const found = formFields(schema).find((each) => each.path.join('.') === path)
  if (!found) throw new Error(path)
  return found
}

test('turns simple properties and one level of nesting into inputs, the rest into JSON text', () => {
  expect(formFields(schema).map((each) => [each.path.join('.'), each.type, each.label])).toEqual([
    ['limit', 'number', 'Limit'],
    ['currency', 'choice', 'currency'],
    ['notify', 'boolean', 'notify'],
    ['review.note', 'text', 'Review · note'],
    ['lines', 'json', 'lines'],
  ])
})

test('reads what was typed as the type the schema asks for', () => {
  expect(readField(field('limit'), '42')).toEqual({ ok: true, value: 42 })
  expect(readField(field('notify'), 'false')).toEqual({ ok: true, value: false })
  expect(readField(field('lines'), '["a"]')).toEqual({ ok: true, value: ['a'] })
  expect(readField(field('currency'), '')).toEqual({ ok: true, value: undefined })
})

test.each([
  ['', 'Limit is required.'],
  ['4.5', 'Limit must be a whole number.'],
  ['x', 'Limit must be a number.'],
  ['101', 'Limit must be at most 100.'],
])('refuses "%s" with words', (typed, message) => {
  expect(readField(field('limit'), typed)).toEqual({ ok: false, message })
})

test('refuses broken JSON', () => {
  expect(readField(field('lines'), '[')).toEqual({ ok: false, message: 'lines must be valid JSON.' })
})

test('writes into nested objects and keeps members the form does not show', () => {
  const input = { limit: 1, review: { note: 'a', hidden: true } }
  expect(withValue(input, ['review', 'note'], 'b')).toEqual({ limit: 1, review: { note: 'b', hidden: true } })
  expect(withValue(input, ['limit'], undefined)).toEqual({ review: { note: 'a', hidden: true } })
  expect(input.review.note).toBe('a')
})

test('shows the current value', () => {
  expect(textAt({ review: { note: 'a' } }, field('review.note'))).toBe('a')
  expect(textAt({}, field('limit'))).toBe('')
})
