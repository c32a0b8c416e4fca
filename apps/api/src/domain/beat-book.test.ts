import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BeatToken, createBeatBook } from './beat-book.ts'

const ALL = new Set(Array.from({ length: 64 }, (_, shard) => shard))
const aToken = (name: string, heartbeatSeconds: number | null = 60, shard = 1): BeatToken => ({
  attemptId: `att_${name}` as AttemptId,
  approvalId: `apr_${name}` as ApprovalId,
  executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:m:x',
  shard,
  heartbeatSeconds,
})
function openBook() {
  const book = createBeatBook({ livenessMs: 4_000, perSecond: 400, shards: 64 })
  book.hold(ALL, 1_000_000)
  return book
}
const namesOf = (due: readonly { token: BeatToken }[]) => due.map(({ token }) => token.attemptId.slice(4))

describe('the book of beats', () => {
  it('gives what is due, the heartbeat missed soonest first', () => {
    const book = openBook()
    book.add(aToken('relaxed', 600), 0, 0, 0)
    book.add(aToken('no-heartbeat', null), 0, 0, 0)
    book.add(aToken('urgent', 10), 7_000, 0, 0)
    book.add(aToken('later', 60), 0, 0.9, 0)
    expect(namesOf(book.takeDue(0, 10))).toEqual(['urgent', 'relaxed', 'no-heartbeat'])
  })

  it('gives each once until it is beaten or postponed', () => {
    const book = openBook()
    const token = aToken('one')
    book.add(token, 0, 0, 0)
    expect(book.takeDue(0, 10)).toHaveLength(1)
    expect(book.takeDue(100_000, 10)).toHaveLength(0)
    book.beaten(token.attemptId, 100)
    expect(book.nextDueInMs(100)).toBe(3_900)
    expect(book.takeDue(4_000, 10)).toHaveLength(1)
  })

  it('forgets the tokens of shards it no longer holds, and lets nothing of them be beaten', () => {
    const book = openBook()
    const mine = aToken('mine', 60, 1)
    const theirs = aToken('theirs', 60, 2)
    book.add(mine, 0, 0, 0)
    book.add(theirs, 0, 0, 0)
    book.hold(new Set([1]), 5_000)
    expect(namesOf(book.takeDue(0, 10))).toEqual(['mine'])
    expect(book.mayBeat(theirs, 0)).toBe(false)
    // Zombie rule: past the end of the lease nothing is beaten, held or not.
    expect(book.mayBeat(mine, 4_999)).toBe(true)
    expect(book.mayBeat(mine, 5_000)).toBe(false)
  })

  it('tells what was beaten once, with its age', () => {
    const book = openBook()
    const token = aToken('one')
    book.add(token, 0, 0, 0)
    book.takeDue(0, 1)
    book.beaten(token.attemptId, 500)
    expect(book.takeBeaten(2_000)).toEqual([{ attemptId: token.attemptId, agoMs: 1_500 }])
    expect(book.takeBeaten(2_000)).toEqual([])
  })

  it('beats out of turn when asked to, and in turn again afterwards', () => {
    const book = openBook()
    const token = aToken('one')
    book.add(token, 0, 0.9, 0)
    expect(book.takeDue(10, 10)).toHaveLength(0)
    book.hasten(token.attemptId, 10)
    expect(book.takeDue(10, 10)).toHaveLength(1)
    expect(book.takeDue(3_600, 10)).toHaveLength(0)
  })

  // The law of 06 §2: spread phases, I = max(liveness, N / r) and at most H / 2.
  it('leaves no gap above half the heartbeat for as many tokens as the quota carries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 10, max: 120 }), (count, heartbeatSeconds) => {
        const perSecond = 400
        fc.pre(count <= (perSecond * heartbeatSeconds) / 2)
        const book = createBeatBook({ livenessMs: 4_000, perSecond, shards: 64 })
        book.hold(ALL, Number.MAX_SAFE_INTEGER)
        const lastBeat = new Map<string, number>()
        for (let at = 0; at < count; at += 1) {
          book.add(aToken(`t${at}`, heartbeatSeconds), 0, at / count, 0)
          lastBeat.set(`att_t${at}`, 0)
        }
        let largestGap = 0
        for (let nowMs = 0; nowMs < heartbeatSeconds * 3_000; nowMs += 250)
          for (const { token } of book.takeDue(nowMs, perSecond / 4)) {
            largestGap = Math.max(largestGap, nowMs - (lastBeat.get(token.attemptId) ?? 0))
            lastBeat.set(token.attemptId, nowMs)
            book.beaten(token.attemptId, nowMs)
          }
        return largestGap <= heartbeatSeconds * 500 + 500
      }),
      { numRuns: 25 },
    )
  })
})
