import type { Form } from '@countersign/shared/case'
import { describe, expect, it } from 'vitest'
import { type FormState, formState, readForm } from './read-form.ts'

const FORM: Form = {
  schema: {
    type: 'object',
    properties: {
      amount: { type: 'number' },
      count: { type: 'integer' },
      country: { enum: ['DE', 'DK'] },
      urgent: { type: 'boolean' },
      note: { type: 'string' },
      day: { type: 'string', format: 'date' },
      letter: { type: 'string', maxLength: 500 },
    },
    required: ['amount', 'count'],
  },
  initial: { amount: 1, note: 'as before', kept: { by: 'the inbox' } },
}
const typed = (value: string) => ({ value: { value } })
const picked = (value: string) => ({ value: { selected_option: { value } } })
const NEEDED = { 'field:amount': typed('1240.5'), 'field:count': typed('3') }
const read = (state: Record<string, FormState[string]> = {}, form: Form | null = FORM) =>
  readForm(form, formState.parse(state))

describe('a form that was filled in', () => {
  it('gives what was typed, picked and dated, and keeps what it did not show', () => {
    const state = {
      reason: picked('duplicate'),
      comment: typed(' Thanks '),
      'field:amount': typed(' 1240,5 '),
      'field:count': typed('3'),
      'field:country': picked('1'),
      'field:urgent': picked('0'),
      'field:note': typed('new'),
      'field:day': { value: { selected_date: '2026-11-21' } },
      'field:letter': typed('Dear …'),
    }
    expect(read(state)).toEqual({
      reason: 'duplicate',
      comment: ' Thanks ',
      input: {
        amount: 1_240.5,
        count: 3,
        country: 'DK',
        urgent: true,
        note: 'new',
        day: '2026-11-21',
        letter: 'Dear …',
        kept: { by: 'the inbox' },
      },
      errors: {},
    })
  })

  it('gives nothing for what was emptied', () => {
    expect(read({ ...NEEDED, 'field:note': typed(' \n'), comment: typed('') })).toEqual({
      reason: null,
      comment: null,
      input: { amount: 1_240.5, count: 3, kept: { by: 'the inbox' } },
      errors: {},
    })
  })

  it('names what is needed, and what is no number', () => {
    expect(read().errors).toEqual({ 'field:amount': 'This is needed.', 'field:count': 'This is needed.' })
    const wrong = { 'field:amount': typed('much'), 'field:count': typed('1.5') }
    expect(read(wrong).errors).toEqual({
      'field:amount': 'Type a number such as 1240.5.',
      'field:count': 'Type a whole number.',
    })
    for (const text of ['Infinity', '1,000,000', '12 €'])
      expect(read({ ...NEEDED, 'field:amount': typed(text) }).errors).toEqual({
        'field:amount': 'Type a number such as 1240.5.',
      })
    expect(read({ ...NEEDED, 'field:country': picked('2') }).errors).toHaveProperty(['field:country'])
  })

  it('takes a comma for a decimal point only where it cannot stand for thousands', () => {
    const amount = (text: string) => read({ ...NEEDED, 'field:amount': typed(text) }).input?.amount
    expect(['12,5', '-12,50', '12,3456', '0.125', '1e3'].map(amount)).toEqual([12.5, -12.5, 12.3456, 0.125, 1_000])
    for (const [id, text] of [
      ['field:amount', '1,240'],
      ['field:amount', '1,240 '],
      ['field:count', '1,000'],
    ] as const)
      expect(Object.keys(read({ ...NEEDED, [id]: typed(text) }).errors)).toEqual([id])
  })

  it('gives a reason and a comment only where there is no form', () => {
    expect(read({ ...NEEDED, comment: typed('No.') }, null)).toEqual({
      reason: null,
      comment: 'No.',
      input: null,
      errors: {},
    })
  })

  it('may hold nothing, or elements of another kind', () => {
    for (const element of [{}, { value: null }, { selected_option: null, selected_date: null, value: null }])
      expect(read({ ...NEEDED, comment: { value: element } }).comment).toBeNull()
    expect(read({ ...NEEDED, comment: { other: { value: 'hidden' } } }).comment).toBeNull()
  })

  it('replaces what cannot be kept', () => {
    const text = 'a\u0000b\ud800c'
    expect(read({ ...NEEDED, comment: typed(text), reason: picked(text), 'field:note': typed(text) })).toMatchObject({
      comment: 'a\ufffdb\ufffdc',
      reason: 'a\ufffdb\ufffdc',
      input: { note: 'a\ufffdb\ufffdc' },
    })
  })

  it('may have a field called __proto__', () => {
    const properties = JSON.parse('{"__proto__": {"type": "string"}}')
    const form = { schema: { properties }, initial: {} }
    const { input } = readForm(form, formState.parse({ 'field:__proto__': typed('x') }))
    expect(Object.entries(input ?? {})).toEqual([['__proto__', 'x']])
    expect(input).toEqual(JSON.parse('{"__proto__": "x"}'))
  })
})
