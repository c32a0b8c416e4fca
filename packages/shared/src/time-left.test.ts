import { expect, test } from 'vitest'
import { ago, timeLeft } from './time-left.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const due = (left: number, window = 4 * HOUR) => timeLeft(left, left - window, 0)

test.each([
  [3 * DAY + 4 * HOUR, 'in 3 d 4 h', '3d'],
  [2 * HOUR + 10 * MINUTE, 'in 2 h 10 min', '2h'],
  [12 * MINUTE + 5_000, 'in 12 min', '12m'],
  [75_000, 'in 1 min 15 s', '75s'],
  [9_000, 'in 9 s', '9s'],
  [-5 * MINUTE, '5 min ago', 'over'],
])('says %i ms as "%s"', (left, relative, short) => {
  expect(due(left)).toMatchObject({ relative, short })
})

test('is neutral with more than a quarter of the window left', () => {
  expect(due(2 * HOUR)).toMatchObject({ urgency: 'none', word: '' })
})

test('is "soon" below a quarter of the window', () => {
  expect(due(50 * MINUTE)).toMatchObject({ urgency: 'soon', word: 'Due soon' })
})

test('is never "soon" more than a day ahead, however long the window', () => {
  expect(due(2 * DAY, 365 * DAY).urgency).toBe('none')
})

test('is "now" below ten minutes and "over" at the deadline', () => {
  expect(due(9 * MINUTE)).toMatchObject({ urgency: 'now', word: 'Due now' })
  expect(due(0)).toMatchObject({ urgency: 'over', word: 'Overdue' })
})

test('ticks by the second under two minutes, by the minute above, by the hour above two days', () => {
  expect(due(90_500).changesInMs).toBeLessThanOrEqual(1_020)
  expect(due(30 * MINUTE + 20_000).changesInMs).toBe(20_020)
  expect(due(3 * DAY + 20 * MINUTE).changesInMs).toBe(20 * MINUTE + 20)
})

test('a text has changed when its tick is due', () => {
  for (const left of [3 * DAY + 1_234, 5 * HOUR + 777, 17 * MINUTE + 31_000, 61_500]) {
    const now = due(left)
    expect(due(left - now.changesInMs).relative).not.toBe(now.relative)
  }
})

test('says how long ago something happened', () => {
  expect(ago(0, 2_000)).toBe('just now')
  expect(ago(0, 40_000)).toBe('40 s ago')
  expect(ago(0, 3 * HOUR + MINUTE)).toBe('3 h ago')
})
