import { expect, it } from 'vitest'
import { createOutages, type Outages } from './outages.ts'

const at = (scope: string) => `arn:aws:states:${scope.split('/')[1]}:${scope.split('/')[0]}:execution:m:x`
const HERE = '111111111111/eu-west-1'
const THERE = '222222222222/eu-west-1'
const ELSEWHERE = '111111111111/us-east-1'
const noQuota = (afterMs: number | null) =>
  ({ kind: 'retryLater', error: 'OwnQuota', afterMs, requestId: null }) as const

/** As many deliveries as there is room for, all of one scope. */
function lease(outages: Outages, scope: string, limit: number): number {
  const count = outages.setAside(0).includes(scope) ? 0 : outages.room(limit)
  for (let each = 0; each < count; each += 1) outages.begin(at(scope))
  return count
}

it('leaves alone what has no quota until its bucket has a token again, and nothing else', () => {
  const outages = createOutages()
  outages.report(at(HERE), noQuota(300), 1_000)
  expect(outages.setAside(1_100)).toEqual([HERE])
  expect(outages.nextProbeInMs(1_100)).toBe(200)
  expect(outages.setAside(1_300)).toEqual([])
  expect(outages.nextProbeInMs(1_300)).toBeNull()
  // It was answered, so it is no outage.
  expect(outages.closed()).toEqual([])
})

it('never leaves it alone for longer than a second', () => {
  const outages = createOutages()
  outages.report(at(HERE), noQuota(60_000), 0)
  expect(outages.setAside(999)).toEqual([HERE])
  expect(outages.setAside(1_000)).toEqual([])
})

it('does not stop a scope that was throttled without a time: its bucket paces it', () => {
  const outages = createOutages()
  outages.report(at(HERE), { kind: 'retryLater', error: 'ThrottlingException', afterMs: null, requestId: null }, 0)
  expect(outages.setAside(0)).toEqual([])
})

it('keeps places free for the others, once there are others', () => {
  const outages = createOutages()
  expect(lease(outages, HERE, 24)).toBe(24)
  outages.begin(at(THERE))
  expect(outages.setAside(0)).toEqual([HERE])
  for (let ended = 0; ended < 9; ended += 1) outages.end(at(HERE))
  // 15 under way: one more, however many places are free.
  expect(lease(outages, HERE, 8)).toBe(1)
  expect(lease(outages, HERE, 8)).toBe(0)
  expect(lease(outages, THERE, 8)).toBeGreaterThan(0)
})

it('tells regions of one account apart', () => {
  const outages = createOutages()
  outages.report(at(HERE), noQuota(500), 0)
  expect(outages.setAside(0)).toEqual([HERE])
  expect(outages.setAside(0)).not.toContain(ELSEWHERE)
})

it('takes an STS that does not answer for an outage of that scope: a handful of calls, and nothing parked', () => {
  const outages = createOutages()
  const silent = { kind: 'retryLater', error: 'AssumeRole:ECONNREFUSED', afterMs: null, requestId: null } as const
  for (let call = 0; call < 6; call += 1) outages.report(at(HERE), silent, 0)
  expect(outages.closed()).toEqual([HERE])
  outages.report(at(HERE), { kind: 'accepted', requestId: null }, 600)
  expect(outages.closed()).toEqual([])
})

it('takes a closed account for an answer', () => {
  const outages = createOutages()
  for (let call = 0; call < 10; call += 1)
    outages.report(
      at(HERE),
      { kind: 'noAccess', account: '111111111111', error: 'AccessDenied', detail: '', requestId: null },
      0,
    )
  expect(outages.setAside(0)).toEqual([])
})
