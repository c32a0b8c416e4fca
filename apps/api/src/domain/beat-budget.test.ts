import { describe, expect, it } from 'vitest'
import { beatsPerSecond, judgeBeatBudget } from './beat-budget.ts'

const service = (seconds: number) => ({ mode: 'service', seconds }) as const

describe('the heartbeat budget', () => {
  it.each([
    [0, null, 'fits'],
    [10_000, null, 'fits'],
    [10_000, { mode: 'external', seconds: 1 } as const, 'fits'],
    [0, service(60), 'fits'],
    [319, service(2), 'fits'],
    [319.5, service(2), 'tight'],
    [399, service(2), 'tight'],
    [399.5, service(2), 'overcommitted'],
    [400, service(99_999_999), 'overcommitted'],
    [500, service(3_600), 'overcommitted'],
  ] as const)('with %s beats a second before it, judges %o as %s', (load, heartbeat, expected) => {
    expect(judgeBeatBudget(load, beatsPerSecond(heartbeat), 400)).toBe(expected)
  })

  it('keeps 12,000 tasks of HeartbeatSeconds 60 within 400 beats a second, and not one more', () => {
    expect(judgeBeatBudget(11_999 * beatsPerSecond(service(60)), beatsPerSecond(service(60)), 400.000001)).toBe('tight')
    expect(judgeBeatBudget(12_000 * beatsPerSecond(service(60)), beatsPerSecond(service(60)), 400.000001)).toBe(
      'overcommitted',
    )
  })
})
