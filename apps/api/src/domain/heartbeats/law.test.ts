import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstBeatMs, longestIntervalMs, nextBeatMs, repeatInMs, sharedIntervalMs } from './law.ts'

const shared = (tokens: readonly [heartbeatSeconds: number | null, count: number][], perSecond = 400) =>
  sharedIntervalMs({
    tokens: new Map(tokens.map(([seconds, count]) => [longestIntervalMs(seconds), count])),
    perSecond,
    livenessMs: 4_000,
  })

describe('the longest interval', () => {
  it.each([
    ['leaves 20 s for a failover and a margin', 60, 40_000],
    ['does so for long heartbeats as well', 505, 485_000],
    ['is half of a heartbeat that has no room for a failover', 30, 15_000],
    ['meets both at 40 s', 40, 20_000],
    ['has no end without a heartbeat', null, Number.POSITIVE_INFINITY],
  ])('%s', (_name, heartbeatSeconds, ms) => {
    expect(longestIntervalMs(heartbeatSeconds)).toBe(ms)
  })

  it('leaves time for several repeats of a lost beat', () => {
    for (const seconds of [3, 60, 505]) {
      const longest = longestIntervalMs(seconds)
      expect(longest + 3 * repeatInMs(seconds, longest)).toBeLessThan(seconds * 1_000)
    }
    expect(repeatInMs(null, 4_000)).toBe(1_000)
  })
})

describe('the interval all tokens share', () => {
  it.each([
    ['the liveness interval while there is room', [[3_600, 10]], 4_000],
    // 06 §2: 11,200 at 28 s, 16,000 at 40 s, 100,000 at 250 s.
    ['what the quota carries', [[60, 11_200]], 28_000],
    ['the longest interval when the quota is full', [[60, 16_000]], 40_000],
    ['what the quota carries of very many', [[505, 100_000]], 250_000],
    [
      'what those leave that must be beaten oftener',
      [
        [3, 300],
        [null, 2_000],
      ],
      10_000,
    ], // prettier: 400 - 300 / 1.5 s = 200 a second
  ] as const)('is %s', (_name, tokens, ms) => {
    expect(shared(tokens as never)).toBeCloseTo(ms, 6)
  })

  it('asks the others seldom when those with a heartbeat use all of the quota', () => {
    expect(
      shared([
        [60, 17_000],
        [null, 10],
      ]),
    ).toBe(900_000)
    expect(
      shared([
        [3, 600],
        [null, 10],
      ]),
    ).toBe(900_000)
  })

  it('never spends more than the quota, and all of it when it is short', () => {
    const demand = fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 5_000 }), fc.integer({ min: 1, max: 20_000 })), {
      selector: ([seconds]) => seconds,
      minLength: 1,
    })
    fc.assert(
      fc.property(demand, fc.integer({ min: 1, max: 4_000 }), (tokens, perSecond) => {
        const needed = tokens.reduce((sum, [seconds, count]) => sum + (count * 1_000) / longestIntervalMs(seconds), 0)
        fc.pre(needed <= perSecond)
        const interval = shared(tokens, perSecond)
        const spent = tokens.reduce(
          (sum, [seconds, count]) => sum + (count * 1_000) / Math.min(interval, longestIntervalMs(seconds)),
          0,
        )
        const scarce = interval > 4_000 && tokens.some(([seconds]) => longestIntervalMs(seconds) > interval)
        return spent <= perSecond * 1.000001 && (!scarce || spent >= perSecond * 0.999999)
      }),
    )
  })
})

describe('a beat', () => {
  it('is first sent when the old one makes it due, and not later than its place among those added with it', () => {
    expect(firstBeatMs(5_000, 0.5, 40_000, 1_000)).toBe(5_000)
    expect(firstBeatMs(41_000, 0.5, 40_000, 1_000)).toBe(21_000)
    expect(firstBeatMs(-7_000, 0.9, 40_000, 1_000)).toBe(-7_000)
  })

  it('keeps its phase when it was late, and does not rush after', () => {
    expect(nextBeatMs(1_000, 4_000, 1_200)).toBe(5_000)
    expect(nextBeatMs(1_000, 4_000, 4_999)).toBe(5_000)
    expect(nextBeatMs(1_000, 4_000, 5_000)).toBe(9_000)
    expect(nextBeatMs(1_000, 4_000, 9_000)).toBe(13_000)
  })
})
