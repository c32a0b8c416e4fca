import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

const parse = (text: string) => parseStrictJson(Buffer.from(text))

describe('strict JSON', () => {
  it('reads every document as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
        fc.constantFrom(0, 2),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent)
          expect(parse(text)).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  it('finds a repeated key wherever it is and however it is spelled', () => {
    for (const text of [
      '{"a":1,"a":2}',
      '{"a":1,"\\u0061":2}',
      '[{"x":{"a":[],"b":{},"a":1}}]',
      '{ "a" : "b\\"" , "c" : [ "a" , "a" ] , "a" : 1 }',
    ])
      expect(() => parse(text), text).toThrow('malformed-json')
  })

  it('lets equal keys of different objects and equal strings be', () => {
    for (const text of [
      '{"a":{"a":{"a":1}}}',
      '[{"a":1},{"a":1}]',
      '{"a":"a","b":["a","a"]}',
      '{"a":"{\\"b\\":1,\\"b\\":2}"}',
    ])
      expect(parse(text)).toEqual(JSON.parse(text))
  })

  it('refuses documents of very many members', () => {
    const document = (members: number) =>
      `{${Array.from({ length: members }, (_, index) => `"k${index}":1`).join(',')}}`
    expect(() => parse(document(50_001))).toThrow('malformed-json')
    expect(parse(document(50_000))).toBeTypeOf('object')
  })

  it('refuses prototypes, deep documents, other encodings and half documents', () => {
    for (const text of ['{"__proto__":1}', '{"\\u005f_proto__":1}', '['.repeat(65) + ']'.repeat(65), '{"a":1', ''])
      expect(() => parse(text), text.slice(0, 20)).toThrow('malformed-json')
    expect(() => parseStrictJson(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).toThrow('malformed-json')
    expect(parse('['.repeat(64) + ']'.repeat(64))).toBeInstanceOf(Array)
  })
})
