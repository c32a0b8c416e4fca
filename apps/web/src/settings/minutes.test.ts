import { expect, test } from 'vitest'
import { clockOf, minutesOf, zonesWith } from './minutes.ts'

test('minutes after midnight go into a time field and come back', () => {
  for (const minutes of [0, 1, 59, 60, 480, 1_439]) expect(minutesOf(clockOf(minutes))).toBe(minutes)
  expect(clockOf(480)).toBe('08:00')
})

test('an empty or impossible time is no time', () => {
  expect(minutesOf('')).toBeNull()
  expect(minutesOf('8:0')).toBeNull()
  expect(minutesOf('24:00')).toBeNull()
})

test('the zone that is set is always among the choices', () => {
  expect(zonesWith('Europe/Oslo')).toContain('Europe/Oslo')
  expect(zonesWith('US/Pacific')).toContain('US/Pacific')
  expect(zonesWith('UTC').filter((zone) => zone === 'UTC')).toHaveLength(1)
})
