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
    ['is not about an object', { type: 'string' }, /must be "object"/],
    ['refers outside', object({ properties: { a: { $ref: 'https://example.com/a' } } }), /leads nowhere/],
    ['refers to nothing', object({ properties: { a: { $ref: '#/$defs/a' } } }), /leads nowhere/],
    [
      'refers to itself',
      object({ $defs: { a: { items: { $ref: '#/$defs/a' } } }, items: { $ref: '#/$defs/a' } }),
      /leads back/,
    ],
    ['uses dynamic references', object({ $dynamicRef: '#a' }), /not supported/],
    ['is very large', object({ description: 'x'.repeat(40_000) }), /larger/],
  ])('is refused when it %s', (_, schema, message) => {
    expect(formSchemaFaults(schema)).toMatchObject([{ message: expect.stringMatching(message) }])
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
      { message: expect.stringMatching(/too many/) },
    ])
    expect(performance.now() - started).toBeLessThan(500)
  })
})
