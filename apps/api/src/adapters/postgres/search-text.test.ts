import { describe, expect, it } from 'vitest'
import { toPrefixQuery } from './search-text.ts'

describe('a search', () => {
  it.each([
    ['refund 88', `'refund':* & '88':*`],
    ['  Ana   Lindqvist ', `'Ana':* & 'Lindqvist':*`],
    [`o'brien`, `'o''brien':*`],
    [`a\\b`, `'a\\\\b':*`],
    ['!!! & |', null],
    ['', null],
  ])('for %j asks for %j', (typed, query) => {
    expect(toPrefixQuery(typed)).toBe(query)
  })
})
