import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import { describe, expect, it, vi } from 'vitest'
import { type BeatBook, createBeatBook } from './beat-book.ts'

vi.setConfig({ testTimeout: 30_000 })

/** Virtual time in steps of this: beats are sent in it, so every gap is exact to it. */
const TICK_MS = 100
const ALL = new Set(Array.from({ length: 64 }, (_, shard) => shard))

interface Run {
  readonly tokens: number
  readonly heartbeatSeconds: number
  /** Calls a second that are used of the quota. */
  readonly perSecond: number
  /** `spread`: beaten one after the other before the start; `herd`: all at once. */
  readonly phases: 'spread' | 'herd'
  readonly forSeconds: number
  /** When the worker dies, and for how long nobody beats. */
  readonly outage?: { readonly atSeconds: number; readonly seconds: number }
}

/** The real book, beaten by a worker that is killed and succeeded by one that knows only the last beats. */
function simulate({ tokens: count, heartbeatSeconds, perSecond, phases, forSeconds, outage }: Run) {
  const intervalMs = (count / perSecond) * 1_000
  const tokens = Array.from({ length: count }, (_, at) => ({
    attemptId: `att_${at}` as AttemptId,
    approvalId: `apr_${at}` as ApprovalId,
    executionArn: 'arn:aws:states:eu-central-1:111111111111:execution:m:x',
    shard: at % 64,
    heartbeatSeconds,
  }))
  const lastBeat = new Map(
    tokens.map(({ attemptId }, at) => [attemptId, phases === 'herd' ? 0 : -(at / count) * intervalMs]),
  )
  const missed = new Set<AttemptId>()
  const killedMs = (outage?.atSeconds ?? Number.POSITIVE_INFINITY) * 1_000
  const succeededMs = killedMs + (outage?.seconds ?? 0) * 1_000
  let largestGapMs = 0
  let book = open(0)

  for (let nowMs = 0; nowMs <= forSeconds * 1_000; nowMs += TICK_MS) {
    if (nowMs >= killedMs && nowMs < succeededMs) continue
    if (nowMs === succeededMs) book = open(nowMs)
    for (const { token } of book.takeDue(nowMs, count)) beat(token.attemptId, nowMs)
  }
  const endMs = forSeconds * 1_000
  for (const [id, at] of lastBeat) if (endMs - at >= heartbeatSeconds * 1_000) missed.add(id)
  return { gap: largestGapMs / 1_000, missed: missed.size }

  function open(nowMs: number): BeatBook {
    const opened = createBeatBook({ livenessMs: 3_000, quotaOf: () => perSecond, shards: 64, random: () => 0.5 })
    opened.hold(ALL, Number.POSITIVE_INFINITY)
    opened.add(
      tokens
        .filter(({ attemptId }) => !missed.has(attemptId))
        .map((token) => ({ ...token, quietMs: nowMs - (lastBeat.get(token.attemptId) ?? 0) })),
      nowMs,
    )
    return opened
  }

  function beat(id: AttemptId, nowMs: number): void {
    const gapMs = nowMs - (lastBeat.get(id) ?? 0)
    if (gapMs >= heartbeatSeconds * 1_000) {
      missed.add(id)
      book.remove(id)
      return
    }
    largestGapMs = Math.max(largestGapMs, gapMs)
    lastBeat.set(id, nowMs)
    book.beaten(id, nowMs)
  }
}

const failover = { atSeconds: 100, seconds: 10 }

// The table of the heartbeat law (decision 26), by the scheduler itself. A herd is spread as soon as it is read, so it
// never shows the gaps a scheduler would have that waits until all of it is due.
describe('the largest gap through a failover of 10 s', () => {
  it.each([
    ['11,200 of 60 s at 400/s, spread', { tokens: 11_200, heartbeatSeconds: 60, perSecond: 400, phases: 'spread' }, 38],
    [
      '11,200 of 60 s at 400/s, as a herd',
      { tokens: 11_200, heartbeatSeconds: 60, perSecond: 400, phases: 'herd' },
      38,
    ],
    ['16,000 of 60 s at 400/s, spread', { tokens: 16_000, heartbeatSeconds: 60, perSecond: 400, phases: 'spread' }, 50],
    [
      '16,000 of 60 s at 400/s, as a herd',
      { tokens: 16_000, heartbeatSeconds: 60, perSecond: 400, phases: 'herd' },
      50,
    ],
    [
      '6,600 of 60 s at 240/s, as a herd',
      { tokens: 6_600, heartbeatSeconds: 60, perSecond: 240, phases: 'herd' },
      37.5,
    ],
    ['9,600 of 60 s at 240/s, spread', { tokens: 9_600, heartbeatSeconds: 60, perSecond: 240, phases: 'spread' }, 50],
  ] as const)('is the interval and the failover for %s', (_name, run, seconds) => {
    const { gap, missed } = simulate({ ...run, forSeconds: 200, outage: failover })
    expect(missed).toBe(0)
    expect(gap).toBeGreaterThanOrEqual(seconds - 0.5)
    expect(gap).toBeLessThanOrEqual(seconds + 0.5)
  })

  it.each([
    ['spread, with HeartbeatSeconds 270', 270, 'spread'],
    ['as a herd, with HeartbeatSeconds 504', 504, 'herd'],
  ] as const)('is at most 260 s for 100,000 tokens %s', (_name, heartbeatSeconds, phases) => {
    // At a quarter of the scale: only the ratio counts.
    const run = { tokens: 25_000, heartbeatSeconds, perSecond: 100, phases } as const
    const { gap, missed } = simulate({ ...run, forSeconds: 380, outage: failover })
    expect(missed).toBe(0)
    expect(gap).toBeGreaterThan(250)
    expect(gap).toBeLessThanOrEqual(260.5)
  })
})

describe('an outage', () => {
  const full = { tokens: 11_200, heartbeatSeconds: 60, perSecond: 400, phases: 'spread', forSeconds: 250 } as const

  it('of 25 s costs nobody anything at an interval of 28 s', () => {
    const { gap, missed } = simulate({ ...full, outage: { atSeconds: 100, seconds: 25 } })
    expect(missed).toBe(0)
    expect(Math.abs(gap - 53)).toBeLessThanOrEqual(0.5)
  })

  it('of 40 s costs those whose heartbeat ran out meanwhile, and nobody after it', () => {
    // Those that were beaten more than 20 s before: 8 of 28 seconds of them.
    const { missed } = simulate({ ...full, outage: { atSeconds: 100, seconds: 40 } })
    expect(Math.abs(missed - 3_200)).toBeLessThanOrEqual(60)
  })
})

it('with more tokens than the quota carries the backlog only grows, so they are refused at the door', () => {
  const run = { tokens: 6_100, heartbeatSeconds: 60, perSecond: 100, phases: 'spread', forSeconds: 400 } as const
  expect(simulate(run).missed).toBeGreaterThan(0)
  expect(simulate({ ...run, tokens: 5_000 }).missed).toBe(0)
})
