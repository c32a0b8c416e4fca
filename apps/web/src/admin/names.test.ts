import { expect, test } from 'vitest'
import { listed, namesIn, namesOut } from './names.ts'

test('names may be typed with commas, blanks, lines and twice', () => {
  expect(namesIn(' refunds, payouts\nrefunds ,, ')).toEqual(['refunds', 'payouts'])
  expect(namesIn('')).toEqual([])
  expect(namesIn(namesOut(['a', 'b']))).toEqual(['a', 'b'])
})

test('an empty list says what it means', () => {
  expect(listed([], 'every policy')).toBe('every policy')
  expect(listed(['refunds'], 'every policy')).toBe('refunds')
})
