import { expect, test } from 'vitest'
import { reveal, revealJson } from './hidden-characters.ts'

test.each([
  ['right-to-left override', 'EUR 1\u202e000,1', 'EUR 1⟨U+202E⟩000,1'],
  ['zero-width space', 'pay\u200bpal', 'pay⟨U+200B⟩pal'],
  ['isolate', '\u2066abc\u2069', '⟨U+2066⟩abc⟨U+2069⟩'],
  ['byte order mark', '\ufeffabc', '⟨U+FEFF⟩abc'],
  ['soft hyphen', 'ab\u00adc', 'ab⟨U+00AD⟩c'],
  ['tag character', 'a\u{e0041}', 'a⟨U+E0041⟩'],
  ['Hangul filler', 'a\u3164b', 'a⟨U+3164⟩b'],
  ['escape', '\u001b[31m', '⟨U+001B⟩[31m'],
])('shows a %s', (_, hidden, shown) => {
  expect(reveal(hidden)).toBe(shown)
})

test('leaves ordinary text of any script alone', () => {
  for (const text of ['Grüße, João', 'שלום', '日本語', 'a\tb\nc', '❤️']) expect(reveal(text)).toBe(text)
})

test('keeps the joiner inside one emoji and shows it elsewhere', () => {
  expect(reveal('👩\u200d💻')).toBe('👩\u200d💻')
  expect(reveal('a\u200db')).toBe('a⟨U+200D⟩b')
})

test('reaches keys and strings at every depth of JSON', () => {
  expect(revealJson({ 'a\u200b': [{ b: '\u202ex' }], n: 1, z: null })).toEqual({
    'a⟨U+200B⟩': [{ b: '⟨U+202E⟩x' }],
    n: 1,
    z: null,
  })
})
