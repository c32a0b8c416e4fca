import { expect, test } from 'vitest'
import { diffLines } from './diff-lines.ts'

const signs = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${kind === 'same' ? ' ' : kind === 'added' ? '+' : '-'}${text}`)

test('what stayed stays, what went comes before what came', () => {
  expect(signs('a\nb\nc\n', 'a\nx\nc\nd\n')).toEqual([' a', '-b', '+x', ' c', '+d'])
})

test('a first version is all new, and the same text has no difference', () => {
  expect(signs('', 'a\nb\n')).toEqual(['+a', '+b'])
  expect(signs('a\n\nb', 'a\n\nb\n')).toEqual([' a', ' ', ' b'])
})
