import { expect, it } from 'vitest'
import { createOutages, type Outages } from './outages.ts'
import type { TokenOutcome } from './token-outcome.ts'

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

const silence = (error: string): TokenOutcome => ({ kind: 'retryLater', error, afterMs: null, requestId: null })
const LOST: TokenOutcome = { kind: 'unknown', error: 'TimeoutError', requestId: null }
/** An engine that has answered nobody `times` times. */
function silent(times: number, nowMs: number, outcome = LOST, outages = createOutages()): Outages {
  for (let call = 0; call < times; call += 1) outages.report(at(HERE), outcome, nowMs)
  return outages
}

it('closes a scope with the sixth call that nobody answered, and opens it with the first answer', () => {
  expect(silent(5, 0).closed()).toEqual([])
  expect(silent(5, 0).nextProbeInMs(0)).toBeNull()
  const outages = silent(6, 0)
  expect(outages.closed()).toEqual([HERE])
  expect(outages.setAside(0)).toEqual([HERE])
  outages.report(at(HERE), { kind: 'gone', error: 'TaskTimedOut', requestId: null }, 0)
  expect(outages.closed()).toEqual([])
  // Five more are five again.
  expect(silent(5, 0, LOST, outages).closed()).toEqual([])
  expect(silent(1, 0, LOST, outages).closed()).toEqual([HERE])
})

it('asks a closed scope ever more rarely, once each time, and no other', () => {
  const outages = silent(6, 1_000)
  outages.report(at(THERE), LOST, 1_000)
  expect(outages.nextProbeInMs(1_000)).toBe(500)
  const asked: number[] = []
  for (let nowMs = 1_000; nowMs < 20_000; nowMs += 100) {
    const due = outages.takeProbes(nowMs)
    if (due.length === 0) continue
    expect(due).toEqual([HERE])
    expect(outages.takeProbes(nowMs)).toEqual([])
    asked.push(nowMs)
    // It stays silent, which changes nothing about the time.
    outages.report(at(HERE), LOST, nowMs)
  }
  expect(asked).toEqual([1_500, 2_500, 4_500, 8_500, 13_500, 18_500])
  expect(outages.nextProbeInMs(19_000)).toBe(4_500)
  expect(outages.nextProbeInMs(30_000)).toBe(0)
})

it('looks again at whatever comes first', () => {
  const outages = silent(6, 0)
  outages.report(at(THERE), noQuota(300), 0)
  expect(outages.nextProbeInMs(0)).toBe(300)
  expect(outages.nextProbeInMs(300)).toBe(200)
  expect(new Set(outages.setAside(0))).toEqual(new Set([HERE, THERE]))
})

it.each([
  ['a reply that was lost', LOST, true],
  ['a connection that was never made', silence('ECONNREFUSED'), true],
  ['a name that is not resolved', silence('EAI_AGAIN'), true],
  ['an STS that throttles', silence('AssumeRole:Throttling'), true],
  ['a throttled reply', silence('ThrottlingException'), false],
  ['credentials that have expired', silence('ExpiredToken'), false],
  ['our own pace', silence('OwnQuota'), false],
  ['a name that ends like silence', silence('NotECONNREFUSED'), false],
  ['a name that begins like silence', silence('ECONNREFUSEDbyPolicy'), false],
  ['a refusal, whatever its name', { kind: 'refused', error: 'E_INVALID', detail: '', requestId: null }, false],
] as const)('takes %s for silence: %#', (_, outcome, closes) => {
  expect(silent(6, 0, outcome).closed()).toEqual(closes ? [HERE] : [])
})

it('leaves what has no quota alone for a moment at least', () => {
  const outages = createOutages()
  outages.report(at(HERE), noQuota(0), 0)
  expect(outages.setAside(19)).toEqual([HERE])
  expect(outages.setAside(20)).toEqual([])
})

it('gives all places to one scope, and to each of several at most its share', () => {
  const outages = createOutages()
  expect(outages.room(24)).toBe(24)
  for (let each = 0; each < 16; each += 1) outages.begin(at(HERE))
  expect(outages.room(24)).toBe(24)
  expect(outages.setAside(0)).toEqual([])
  for (let each = 1; each < 16; each += 1) outages.end(at(HERE))
  outages.begin(at(THERE))
  expect(outages.room(24)).toBe(15)
  expect(outages.room(4)).toBe(4)
  outages.begin(at(THERE))
  expect(outages.room(24)).toBe(14)
  for (let more = 2; more < 16; more += 1) outages.begin(at(THERE))
  expect(outages.setAside(0)).toEqual([THERE])
  expect(outages.room(24)).toBe(15)
  for (let more = 1; more < 16; more += 1) outages.begin(at(HERE))
  expect(outages.setAside(0)).toEqual([HERE, THERE])
  // Whatever is taken then is of a scope that has nothing under way.
  expect(outages.room(24)).toBe(16)
})

it('does not count what ended twice, or never began', () => {
  const outages = createOutages()
  outages.begin(at(THERE))
  for (let end = 0; end < 3; end += 1) outages.end(at(HERE))
  expect(lease(outages, HERE, 24)).toBe(15)
  expect(lease(outages, HERE, 24)).toBe(1)
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
