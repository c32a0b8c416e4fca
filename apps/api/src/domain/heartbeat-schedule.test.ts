import fc from 'fast-check'
import { expect, it } from 'vitest'
import { beatIntervalMs, firstBeatInMs, nextBeatMs } from './heartbeat-schedule.ts'

const quiet = { tokens: 10, perSecond: 400, livenessMs: 4_000 }

it.each([
  ['half of a short heartbeat', { ...quiet, heartbeatSeconds: 3 }, 1_500],
  ['the liveness interval for a long one', { ...quiet, heartbeatSeconds: 3_600 }, 4_000],
  ['the liveness interval without one', { ...quiet, heartbeatSeconds: null }, 4_000],
  // 11,200 tokens with H = 60 at 400 calls a second: 28 s, the figure of the heartbeat law.
  ['what the quota carries', { tokens: 11_200, perSecond: 400, livenessMs: 4_000, heartbeatSeconds: 60 }, 28_000],
  ['never later than half', { tokens: 100_000, perSecond: 400, livenessMs: 4_000, heartbeatSeconds: 60 }, 30_000],
])('beats at %s', (_name, load, ms) => {
  expect(beatIntervalMs(load)).toBe(ms)
})

it('spreads first beats over the interval, and never past half of what is left', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 60_000 }),
      fc.option(fc.integer({ min: -5_000, max: 120_000 })),
      (phase, interval, left) => {
        const first = firstBeatInMs(interval, phase, left)
        return first >= 0 && first <= interval && (left === null || left < 0 || first <= left / 2)
      },
    ),
  )
})

it('keeps its phase when it was late, and does not rush after', () => {
  expect(nextBeatMs(1_000, 4_000, 1_200)).toBe(5_000)
  expect(nextBeatMs(1_000, 4_000, 9_000)).toBe(13_000)
})
