import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoffMs, beforeDeadline } from './backoff.ts'

const settings = { baseMs: 100, capMs: 5_000 }

it('waits anything from nothing up to a ceiling that doubles until its cap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const wait = backoffMs(attempt, random, settings)
        return wait >= 0 && wait <= Math.min(5_000, 100 * 2 ** attempt)
      },
    ),
  )
  expect(backoffMs(0, 0.999, settings)).toBe(100)
  expect(backoffMs(3, 0.5, settings)).toBe(400)
  expect(backoffMs(3, 0.501, settings)).toBe(401)
  expect(backoffMs(40, 0.999, settings)).toBe(4_995)
  expect(backoffMs(2_000, 0.999, settings)).toBe(4_995)
})

it('spends at most a quarter of the time that is left until the deadline', () => {
  expect(beforeDeadline(5_000, 4_000)).toBe(1_000)
  expect(beforeDeadline(5_000, 4_003)).toBe(1_000)
  expect(beforeDeadline(5_000, 40_000)).toBe(5_000)
  expect(beforeDeadline(5_000, null)).toBe(5_000)
  expect(beforeDeadline(5_000, -10)).toBe(0)
})
