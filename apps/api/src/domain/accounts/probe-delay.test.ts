import { expect, it } from 'vitest'
import { probeDelayMs } from './probe-delay.ts'

it('looks after 15 s, then ever more rarely, and at least every ten minutes', () => {
  expect([0, 1, 2, 5, 6, 1_000].map((tries) => probeDelayMs(tries, null))).toEqual([
    15_000, 30_000, 60_000, 480_000, 600_000, 600_000,
  ])
})

it('looks again before the task ends, but is never in a hurry', () => {
  expect(probeDelayMs(5, 60_000)).toBe(30_000)
  expect(probeDelayMs(5, 8_000)).toBe(5_000)
  expect(probeDelayMs(0, 1_000_000)).toBe(15_000)
})

it('does not hurry for a task that has ended', () => {
  expect(probeDelayMs(1, -5)).toBe(30_000)
  expect(probeDelayMs(1, 0)).toBe(30_000)
})
