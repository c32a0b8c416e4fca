import { expect, test } from 'vitest'
import { clockText, utcText } from './clock-text.ts'

const NOW = Date.parse('2026-07-14T10:00:00Z')
const at = (text: string, zone = 'Europe/Oslo') => clockText(Date.parse(text), NOW, zone)

test('shows the time and its zone today', () => {
  expect(at('2026-07-14T12:30:00Z')).toBe('14:30 CEST')
})

test('names tomorrow and yesterday, and the date otherwise', () => {
  expect(at('2026-07-15T07:00:00Z')).toBe('tomorrow 09:00 CEST')
  expect(at('2026-07-13T07:00:00Z')).toBe('yesterday 09:00 CEST')
  expect(at('2026-07-20T07:00:00Z')).toBe('Mon 20 Jul, 09:00 CEST')
})

test("goes by the reader's calendar day, not by UTC's", () => {
  expect(at('2026-07-14T22:30:00Z')).toBe('tomorrow 00:30 CEST')
})

test('spells UTC out', () => {
  expect(utcText(NOW)).toBe('2026-07-14 10:00:00 UTC')
})
