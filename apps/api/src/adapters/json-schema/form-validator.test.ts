import { describe, expect, it } from 'vitest'
import { createFormValidator } from './form-validator.ts'

const forms = createFormValidator()
const form = (properties: Record<string, object>, rest: object = {}) => ({
  schema: JSON.parse(JSON.stringify({ type: 'object', properties, ...rest })),
  initial: {},
})

describe('the form validator', () => {
  it('points at what is wrong', () => {
    const nested = form(
      {
        lines: { type: 'array', items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } } },
      },
      { required: ['lines'] },
    )
    expect(forms.check(nested, {})).toEqual([{ pointer: '/lines', message: 'is missing' }])
    expect(forms.check(nested, { lines: [{ sku: 'a' }, {}] })).toEqual([
      { pointer: '/lines/1/sku', message: 'is missing' },
    ])
    expect(forms.check(nested, { lines: [{ sku: 1 }] })).toEqual([
      { pointer: '/lines/0/sku', message: 'must be string' },
    ])
    expect(forms.check(nested, { lines: [] })).toEqual([])
  })

  it('escapes keys in pointers', () => {
    const closed = form({}, { additionalProperties: false })
    expect(forms.check(closed, { 'a/b~c': 1 })).toEqual([{ pointer: '/a~1b~0c', message: 'is not part of the form' }])
  })

  it('tells different patterns apart', () => {
    const two = form({ a: { type: 'string', pattern: '^a+$' }, b: { type: 'string', pattern: '^b+$' } })
    expect(forms.check(two, { a: 'aa', b: 'bb' })).toEqual([])
    expect(forms.check(two, { a: 'aa', b: 'aa' })).toMatchObject([{ pointer: '/b' }])
  })

  it('knows formats', () => {
    const mail = form({ to: { type: 'string', format: 'email' } })
    expect(forms.check(mail, { to: 'ana@example.com' })).toEqual([])
    expect(forms.check(mail, { to: 'ana' })).toMatchObject([{ pointer: '/to' }])
  })

  it('gives up on a pattern made to run for ever, and says the text does not match', () => {
    const evil = form({ a: { type: 'string', pattern: '^(a+)+$' } })
    expect(forms.schemaFaults(evil)).toEqual([])
    const started = performance.now()
    expect(forms.check(evil, { a: `${'a'.repeat(40)}!` })).toMatchObject([{ pointer: '/a' }])
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it.each([
    ['an unknown keyword', form({ a: { type: 'string', minLenght: 1 } })],
    ['an unknown type', form({ a: { type: 'text' } })],
    ['a broken pattern', form({ a: { type: 'string', pattern: '(' } })],
    ['an unknown format', form({ a: { type: 'string', format: 'zip' } })],
  ])('refuses a schema with %s', (_, bad) => {
    expect(forms.schemaFaults(bad)).toHaveLength(1)
  })
})
