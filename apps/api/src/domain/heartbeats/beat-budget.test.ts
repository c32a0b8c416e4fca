import { describe, expect, it } from 'vitest'
import { beatsPerSecond, judgeBeatBudget } from './beat-budget.ts'

const service = (seconds: number) => ({ mode: 'service', seconds }) as const

describe('the heartbeat budget', () => {
  // The figures of 06 §2, at 80 % of the quota: 500/s gives 400, 300/s gives 240, 3,125/s gives 2,500.
  it.each([
    ['the first task', 0, 60, 400, 'fits'],
    ['up to 80 %', 12_799, 60, 400, 'fits'],
    ['above 80 %', 12_800, 60, 400, 'tight'],
    ['the last of 16,000', 15_999, 60, 400, 'tight'],
    ['one more', 16_000, 60, 400, 'overcommitted'],
    ['the last of 9,600 in a smaller region', 9_599, 60, 240, 'tight'],
    ['one more there', 9_600, 60, 240, 'overcommitted'],
    ['100,000 of HeartbeatSeconds 270', 99_999, 270, 400, 'tight'],
    ['100,000 of HeartbeatSeconds 269', 99_999, 269, 400, 'overcommitted'],
    ['100,000 of HeartbeatSeconds 60 with a quota of 3,125', 99_999, 60, 2_500, 'tight'],
    ['one more of them', 100_000, 60, 2_500, 'overcommitted'],
    ['16,000 that have no room for a failover', 5_999, 30, 400, 'tight'],
  ] as const)('judges %s', (_name, waiting, seconds, quota, expected) => {
    const each = beatsPerSecond(service(seconds))
    expect(judgeBeatBudget(waiting * each, each, quota)).toBe(expected)
  })

  it('sums tasks of every heartbeat: each counts by the interval it needs', () => {
    const waiting = 4_000 * beatsPerSecond(service(60)) + 400 * beatsPerSecond(service(4))
    expect(waiting).toBe(300)
    expect(judgeBeatBudget(waiting, beatsPerSecond(service(2)), 300)).toBe('overcommitted')
    expect(judgeBeatBudget(waiting, beatsPerSecond(service(2)), 400)).toBe('fits')
  })

  it('never refuses a task that needs no beats', () => {
    expect(judgeBeatBudget(500, beatsPerSecond(null), 400)).toBe('fits')
    expect(judgeBeatBudget(500, beatsPerSecond({ mode: 'external', seconds: 1 }), 400)).toBe('fits')
    expect(judgeBeatBudget(400, beatsPerSecond(service(900)), 400)).toBe('overcommitted')
  })
})
