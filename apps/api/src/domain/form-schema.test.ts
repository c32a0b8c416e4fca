import { describe, expect, it } from 'vitest'
import { formSchemaFaults } from './form-schema.ts'

const object = (members: Record<string, never> | object) => ({ type: 'object', ...members })

describe('the schema of a form', () => {
  it('may refer to definitions of its own', () => {
    const schema = object({
      $defs: { amount: { type: 'number' } },
      properties: { a: { $ref: '#/$defs/amount' }, b: { $ref: '#/$defs/amount' } },
    })
    expect(formSchemaFaults(schema)).toEqual([])
  })

  it.each([
    ['is not about an object', { type: 'string' }, '/type', 'must be "object": a form edits named fields'],
    [
      'refers outside',
      object({ properties: { a: { $ref: 'https://example.com/a' } } }),
      '',
      'the reference https://example.com/a leads nowhere in this schema',
    ],
    [
      'refers to nothing',
      object({ properties: { a: { $ref: '#/$defs/a' } } }),
      '',
      'the reference #/$defs/a leads nowhere in this schema',
    ],
    [
      'refers into a text',
      object({ title: 'abc', properties: { a: { $ref: '#/title/0' } } }),
      '',
      'the reference #/title/0 leads nowhere in this schema',
    ],
    [
      'refers into null',
      object({ default: null, properties: { a: { $ref: '#/default/a' } } }),
      '',
      'the reference #/default/a leads nowhere in this schema',
    ],
    [
      'refers to what every object inherits',
      object({ properties: { a: { $ref: '#/constructor' } } }),
      '',
      'the reference #/constructor leads nowhere in this schema',
    ],
    [
      'refers to another file, although a part has its name',
      object({ a: {}, items: { $ref: './a' } }),
      '',
      'the reference ./a leads nowhere in this schema',
    ],
    [
      'refers to itself',
      object({ $defs: { a: { items: { $ref: '#/$defs/a' } } }, items: { $ref: '#/$defs/a' } }),
      '',
      'the reference #/$defs/a leads back to itself',
    ],
    ['uses dynamic references', object({ $dynamicRef: '#a' }), '', '$dynamicRef is not supported'],
    ['uses recursive references', object({ items: [{ $recursiveRef: '#' }] }), '', '$recursiveRef is not supported'],
    ['is very large', object({ description: 'é'.repeat(16_400) }), '', 'is larger than 32768 bytes'],
  ])('is refused when it %s', (_, schema, pointer, message) => {
    expect(formSchemaFaults(schema)).toEqual([{ pointer, message }])
  })

  it('may be as large as it may, to the byte', () => {
    const room = 32_768 - JSON.stringify(object({ title: '' })).length
    expect(formSchemaFaults(object({ title: 'x'.repeat(room) }))).toEqual([])
    expect(formSchemaFaults(object({ title: 'x'.repeat(room + 1) }))).toHaveLength(1)
  })

  it('may unfold into as many parts as it may, to the part, counted again for each reference', () => {
    const parts = (count: number) => Array.from({ length: count }, () => 1)
    // The root, its type, a list and its items.
    expect(formSchemaFaults(object({ enum: parts(4_997) }))).toEqual([])
    const tooMany = [{ pointer: '', message: 'expands to too many parts; use fewer references' }]
    expect(formSchemaFaults(object({ enum: parts(4_998) }))).toEqual(tooMany)
    const reference = { $ref: '#/enum' }
    expect(formSchemaFaults(object({ enum: parts(2_000), items: reference }))).toEqual([])
    expect(formSchemaFaults(object({ enum: parts(2_000), items: reference, not: reference }))).toEqual(tooMany)
  })

  it('may name a field $ref, and refer to parts whose names need escaping', () => {
    const properties = { $ref: { type: 'string' }, a: { $ref: '#/$defs/a~1b~0c%20d' } }
    expect(formSchemaFaults(object({ $defs: { 'a/b~c d': {} }, properties }))).toEqual([])
  })

  it('is refused when a few references would unfold into millions, without unfolding them', () => {
    const levels = Array.from({ length: 30 }, (_, n) => n)
    const $defs = Object.fromEntries(
      levels.map((n) => [
        `d${n}`,
        n === 0 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/d${n - 1}` }, { $ref: `#/$defs/d${n - 1}` }] },
      ]),
    )
    const started = performance.now()
    expect(formSchemaFaults(object({ $defs, properties: { a: { $ref: '#/$defs/d29' } } }))).toMatchObject([
      { pointer: '', message: 'expands to too many parts; use fewer references' },
    ])
    expect(performance.now() - started).toBeLessThan(500)
  })
})
