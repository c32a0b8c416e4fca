import type { Form } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'
import { describe, expect, it } from 'vitest'
import { simpleFields } from './form-fields.ts'

const formOf = (properties: Record<string, Json>, initial: Form['initial'] = {}, more: Form['schema'] = {}): Form => ({
  schema: { type: 'object', properties, ...more },
  initial,
})
const kindOf = (property: Json, initial: Form['initial'] = {}) =>
  simpleFields(formOf({ it: property }, initial)).fields[0]?.kind ?? null

describe('the fields Slack can ask for', () => {
  it('are asked with all the schema says of them, in its order', () => {
    const form = formOf(
      {
        amount: { type: 'number', title: 'Amount', description: 'In euros' },
        urgent: { type: 'boolean' },
        country: { enum: ['DE', 'DK', 47] },
        note: { type: 'string', maxLength: 500 },
      },
      { amount: 1_240, urgent: false, country: null },
      { required: ['amount', 'note'] },
    )
    expect(simpleFields(form)).toEqual({
      fields: [
        {
          name: 'amount',
          title: 'Amount',
          hint: 'In euros',
          required: true,
          kind: 'number',
          choices: [],
          maxLength: null,
          initial: 1_240,
        },
        {
          name: 'urgent',
          title: 'urgent',
          hint: null,
          required: false,
          kind: 'boolean',
          choices: [true, false],
          maxLength: null,
          initial: false,
        },
        {
          name: 'country',
          title: 'country',
          hint: null,
          required: false,
          kind: 'choice',
          choices: ['DE', 'DK', 47],
          maxLength: null,
          initial: null,
        },
        {
          name: 'note',
          title: 'note',
          hint: null,
          required: true,
          kind: 'multiline',
          choices: [],
          maxLength: 500,
          initial: null,
        },
      ],
      others: [],
    })
  })

  it.each<[Json, string | null]>([
    [{ type: 'string' }, 'text'],
    [{ type: 'string', maxLength: 200 }, 'text'],
    [{ type: 'string', maxLength: 201 }, 'multiline'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'email' }, 'text'],
    [{ type: 'string', format: 'uri' }, 'text'],
    [{ type: 'string', format: 'date-time' }, null],
    [{ type: 'string', format: 'password' }, null],
    [{ type: 'string', writeOnly: true }, null],
    [{ type: 'number' }, 'number'],
    [{ type: 'integer' }, 'integer'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'object' }, null],
    [{ type: 'array' }, null],
    [{ type: ['string', 'null'] }, null],
    [{}, null],
    [true, null],
    [{ type: 'string', enum: ['a'] }, 'choice'],
    [{ enum: [] }, null],
    [{ enum: ['a', null] }, null],
    [{ enum: Array.from({ length: 100 }, (_, n) => n) }, 'choice'],
    [{ enum: Array.from({ length: 101 }, (_, n) => n) }, null],
    [{ type: 'string', enum: ['a'], format: 'password' }, null],
    [{ type: 'number', writeOnly: true }, null],
  ])('make of %j a field of the kind %s', (property, kind) => {
    expect(kindOf(property)).toBe(kind)
  })

  it('leave to the inbox what they cannot ask for, by its title', () => {
    const form = formOf({ items: { type: 'array', title: 'Items' }, odd: 5, iban: { type: 'string', writeOnly: true } })
    expect(simpleFields(form)).toEqual({ fields: [], others: ['Items', 'odd', 'iban'] })
  })

  it('leave out what nobody may change', () => {
    expect(simpleFields(formOf({ id: { type: 'string', title: 'Id', readOnly: true } }))).toEqual({
      fields: [],
      others: [],
    })
  })

  it('leave to the inbox a text that Slack would cut, and a name its block would not hold', () => {
    expect(kindOf({ type: 'string' }, { it: 'x'.repeat(3_000) })).toBe('text')
    expect(kindOf({ type: 'string' }, { it: 'x'.repeat(3_001) })).toBe(null)
    const named = (length: number) => simpleFields(formOf({ ['n'.repeat(length)]: { type: 'string' } })).fields
    expect([named(200).length, named(201).length]).toEqual([1, 0])
  })

  it('are twenty at most; the rest is for the inbox', () => {
    const properties = Object.fromEntries(Array.from({ length: 22 }, (_, n) => [`f${n}`, { type: 'string' }]))
    const { fields, others } = simpleFields(formOf(properties))
    expect(fields.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, n) => `f${n}`))
    expect(others).toEqual(['f20', 'f21'])
  })

  it('believe nothing about a name that the initial values do not have of their own', () => {
    const [field] = simpleFields(formOf({ constructor: { type: 'string' } })).fields
    expect(field).toMatchObject({ name: 'constructor', initial: null })
  })

  it.each<Form['schema']>([
    {},
    { properties: null },
    { properties: 'all' },
    { properties: [{ type: 'string' }] },
    { properties: {}, required: 'all' },
  ])('are none of the schema %j', (schema) => {
    expect(simpleFields({ schema, initial: {} })).toEqual({ fields: [], others: [] })
  })

  it('are optional where the schema says nothing sensible about it', () => {
    const form = formOf({ it: { type: 'string' } }, {}, { required: 'it' })
    expect(simpleFields(form).fields[0]?.required).toBe(false)
  })
})
