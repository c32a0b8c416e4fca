import { expect, test } from 'vitest'
import { DEFAULT_PREFERENCES, parsePreferences } from './preferences.ts'

test('reads what was stored', () => {
  const stored = { undoSeconds: 30, shortcuts: false, afterDecision: 'advance' }
  expect(parsePreferences(JSON.stringify(stored))).toEqual(stored)
})

test('a damaged member falls back alone', () => {
  expect(parsePreferences('{"undoSeconds":7,"shortcuts":false}')).toEqual({ ...DEFAULT_PREFERENCES, shortcuts: false })
})

test.each([null, '', '{', '[]', '"x"', 'null'])('%j is no preference', (stored) => {
  expect(parsePreferences(stored)).toEqual(DEFAULT_PREFERENCES)
})
