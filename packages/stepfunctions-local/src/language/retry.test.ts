import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOutput, findCatcher } from './catch.ts'
import type { Retrier } from './definition.ts'
import { matchesError, nextRetry } from './retry.ts'

const plain = { heartbeat: false }
const noJitter = (): number => {
  throw new Error('jitter was asked for')
}

describe('an error name in ErrorEquals', () => {
  test.each<[string, string, { heartbeat: boolean; fromTask?: boolean }, boolean]>([
    ['OrderRejected', 'OrderRejected', plain, true],
    ['OrderRejected', 'orderrejected', plain, false],
    ['OrderRejected', 'OrderRejected.Late', plain, false],
    ['States.ALL', 'OrderRejected', plain, true],
    ['States.ALL', 'States.Timeout', plain, true],
    ['States.ALL', '', plain, true],
    ['States.ALL', 'States.QueryEvaluationError', plain, true],
    ['States.ALL', 'States.Runtime', plain, false],
    ['States.ALL', 'States.DataLimitExceeded', plain, false],
    // Recorded 21-03-2024: a Lambda's result over 256 KiB went into Catch States.ALL.
    ['States.ALL', 'States.DataLimitExceeded', { heartbeat: false, fromTask: true }, true],
    ['States.ALL', 'States.Runtime', { heartbeat: false, fromTask: true }, false],
    ['States.Runtime', 'States.Runtime', plain, true],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', plain, true],
    ['States.TaskFailed', 'OrderRejected', plain, true],
    ['States.TaskFailed', 'Lambda.Unknown', plain, true],
    ['States.TaskFailed', '', plain, true],
    ['States.TaskFailed', 'States.Timeout', plain, false],
    ['States.TaskFailed', 'States.Timeout', { heartbeat: true }, false],
    ['States.TaskFailed', 'States.Runtime', plain, false],
    ['States.Timeout', 'States.Timeout', plain, true],
    ['States.Timeout', 'States.Timeout', { heartbeat: true }, true],
    ['States.HeartbeatTimeout', 'States.Timeout', { heartbeat: true }, true],
    ['States.HeartbeatTimeout', 'States.Timeout', plain, false],
    ['States.HeartbeatTimeout', 'OrderRejected', plain, false],
  ])('%s and the error %j (%j): %j', (name, error, kind, expected) => {
    expect(matchesError([name], error, kind)).toBe(expected)
  })

  test('is enough when it is one of several', () => {
    expect(matchesError(['A', 'B'], 'B', plain)).toBe(true)
    expect(matchesError([], 'B', plain)).toBe(false)
  })
})

describe('the delay before the next attempt', () => {
  function delays(retrier: Partial<Retrier>, attempts: number, jitter = noJitter): (number | undefined)[] {
    const retriers = [{ ErrorEquals: ['States.ALL'], ...retrier }]
    return Array.from({ length: attempts }, (_, used) => nextRetry(retriers, [used], 'E', jitter)?.delaySeconds)
  }

  test.each<[string, Partial<Retrier>, (number | undefined)[]]>([
    ['starts at 1 s, doubles, and ends after three by default', {}, [1, 2, 4, undefined]],
    ['takes interval, rate and number', { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 2 }, [3, 4.5, undefined]],
    ['stays level at a rate of 1', { BackoffRate: 1 }, [1, 1, 1, undefined]],
    ['never comes with MaxAttempts 0', { MaxAttempts: 0 }, [undefined]],
    [
      'never exceeds MaxDelaySeconds',
      { IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 5, MaxDelaySeconds: 10 },
      [2, 6, 10, 10, 10],
    ],
    ['is exact with JitterStrategy NONE', { JitterStrategy: 'NONE' }, [1, 2, 4]],
  ])('%s', (_, retrier, expected) => {
    expect(delays(retrier, expected.length)).toEqual(expected)
  })

  test('lies between nothing and itself with JitterStrategy FULL', () => {
    expect(delays({ JitterStrategy: 'FULL' }, 3, () => 0)).toEqual([0, 0, 0])
    expect(delays({ JitterStrategy: 'FULL' }, 3, () => 0.5)).toEqual([0.5, 1, 2])
    expect(delays({ JitterStrategy: 'FULL', MaxDelaySeconds: 2 }, 3, () => 0.999)).toEqual([0.999, 1.998, 1.998])
  })

  test('never shrinks, never passes its cap, and comes exactly MaxAttempts times', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 1, max: 5, noNaN: true }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 5000 }),
        (IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds) => {
          const found = delays({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds }, MaxAttempts + 3)
          const given = found.filter((delay) => delay !== undefined)
          expect(given).toHaveLength(MaxAttempts)
          expect(given).toEqual([...given].sort((a, b) => a - b))
          expect(given.every((delay) => delay <= MaxDelaySeconds)).toBe(true)
        },
      ),
    )
  })
})

describe('several retriers', () => {
  const retriers: Retrier[] = [
    { ErrorEquals: ['A'], MaxAttempts: 1 },
    { ErrorEquals: ['B'], IntervalSeconds: 7 },
    { ErrorEquals: ['States.ALL'], IntervalSeconds: 30 },
  ]

  test('are tried in order, each with its own count', () => {
    expect(nextRetry(retriers, [0, 0, 0], 'A', noJitter)).toEqual({ retrierIndex: 0, delaySeconds: 1 })
    expect(nextRetry(retriers, [1, 0, 0], 'B', noJitter)).toEqual({ retrierIndex: 1, delaySeconds: 7 })
    expect(nextRetry(retriers, [1, 1, 0], 'B', noJitter)).toEqual({ retrierIndex: 1, delaySeconds: 14 })
    expect(nextRetry(retriers, [], 'C', noJitter)).toEqual({ retrierIndex: 2, delaySeconds: 30 })
  })

  test('do not stand in for the first that matched once it is used up', () => {
    expect(nextRetry(retriers, [1, 0, 0], 'A', noJitter)).toBeUndefined()
  })

  test('tell a heartbeat from a timeout', () => {
    const heartbeat: Retrier[] = [{ ErrorEquals: ['States.HeartbeatTimeout'] }]
    expect(nextRetry(heartbeat, [0], 'States.Timeout', noJitter)).toBeUndefined()
    expect(nextRetry(heartbeat, [0], 'States.Timeout', noJitter, { heartbeat: true })).toBeDefined()
  })
})

describe('Catch', () => {
  const catchers = [
    { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Lapsed' },
    { ErrorEquals: ['OutOfStock'], Next: 'Compensate' },
    { ErrorEquals: ['States.ALL'], Next: 'Fail' },
  ]

  test.each([
    ['OutOfStock', false, 'Compensate'],
    ['Other', false, 'Fail'],
    ['', false, 'Fail'],
    ['States.Timeout', true, 'Lapsed'],
    ['States.Timeout', false, 'Fail'],
    ['States.Runtime', false, undefined],
  ])('of %j (heartbeat: %j) goes to %j', (error, heartbeat, next) => {
    expect(findCatcher(catchers, error, { heartbeat })?.Next).toBe(next)
  })

  test('sees null where a failure had no error or no cause (recorded 29-04-2024)', () => {
    expect(errorOutput(undefined, undefined)).toEqual({ Error: null, Cause: null })
    expect(errorOutput('E', 'why')).toEqual({ Error: 'E', Cause: 'why' })
  })
})
