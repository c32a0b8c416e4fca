import { describe, expect, it } from 'vitest'
import { createBeatScope } from './beat-scope.ts'

const openScope = (perSecond = 10) =>
  createBeatScope<string>({ livenessMs: 4_000, perSecond, nowMs: 0, isCurrent: () => true })

function take(scope: ReturnType<typeof openScope>, nowMs: number): number {
  let taken = 0
  while (scope.take(nowMs) !== undefined) taken += 1
  return taken
}

describe('what waits in one account', () => {
  it('shares an interval that is computed anew when more than a hundredth has come or gone', () => {
    const scope = openScope(100)
    const count = (tokens: number, by: 1 | -1 = 1) => {
      for (let n = 0; n < tokens; n += 1) scope.count(null, by)
      return scope.intervalMs(null)
    }
    expect(count(990)).toBe(9_900)
    expect(count(10)).toBe(9_900)
    expect(count(1)).toBe(10_010)
    expect(count(9, -1)).toBe(10_010)
    expect(count(1, -1)).toBe(9_910)
    expect(scope.intervalMs(4)).toBe(2_000)
  })

  it('computes it anew when the quota changes, and not when it stays the same', () => {
    const scope = openScope(100)
    for (let n = 0; n < 1_000; n += 1) scope.count(null, 1)
    expect(scope.intervalMs(null)).toBe(10_000)
    scope.count(null, 1)
    scope.allow(100)
    expect(scope.intervalMs(null)).toBe(10_000)
    scope.allow(50)
    expect(scope.intervalMs(null)).toBe(20_020)
  })

  it('is given within the quota: five seconds of it saved up, and one at least', () => {
    const scope = openScope(10)
    for (let n = 0; n < 100; n += 1) scope.queue(`${n}`, 1_000_000)
    expect(take(scope, 0)).toBe(50)
    expect(scope.nextInMs(0)).toBe(100)
    expect(take(scope, 1_000)).toBe(10)
    scope.empty(2_000)
    expect(take(scope, 2_100)).toBe(1)

    const poor = openScope(0.1)
    for (let n = 0; n < 3; n += 1) poor.queue(`${n}`, 1_000_000)
    expect(take(poor, 0)).toBe(1)
    expect(poor.nextInMs(0)).toBe(10_000)
  })

  it('is as urgent as the first of it, and not at all when nothing waits', () => {
    const scope = openScope()
    expect([scope.urgency(0), scope.nextInMs(0), scope.take(0)]).toEqual([Number.POSITIVE_INFINITY, null, undefined])
    scope.queue('later', 9_000)
    scope.queue('sooner', 5_000)
    expect(scope.urgency(4_999)).toBe(5_000)
    expect(scope.urgency(5_000)).toBe(9_000)
    expect([scope.take(5_000), scope.take(5_000)]).toEqual(['later', 'sooner'])
  })

  it('skips what is no longer to be beaten, saved or not', () => {
    const current = new Set(['b', 'd'])
    const scope = createBeatScope<string>({
      livenessMs: 4_000,
      perSecond: 10,
      nowMs: 0,
      isCurrent: (entry) => current.has(entry),
    })
    for (const [entry, missedMs] of [
      ['a', 1_000],
      ['b', 2_000],
      ['c', 8_000],
      ['d', 9_000],
    ] as const)
      scope.queue(entry, missedMs)
    expect([scope.take(5_000), scope.take(5_000), scope.take(5_000)]).toEqual(['d', 'b', undefined])
  })
})
