import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { createBeatBook } from './beat-book.ts'

const ALL = new Set(Array.from({ length: 64 }, (_, shard) => shard))

interface Facts {
  heartbeatSeconds?: number | null
  quietMs?: number
  shard?: number
  account?: string
}
const aToken = (
  name: string,
  { heartbeatSeconds = 60, quietMs = 0, shard = 1, account = '111111111111' }: Facts = {},
) => ({
  attemptId: `att_${name}` as AttemptId,
  approvalId: `apr_${name}` as ApprovalId,
  executionArn: `arn:aws:states:eu-central-1:${account}:execution:m:x`,
  shard,
  heartbeatSeconds,
  quietMs,
})
const many = (count: number, facts?: Facts) => Array.from({ length: count }, (_, at) => aToken(`t${at}`, facts))

function openBook({ quota = 400, random = () => 0.5 } = {}) {
  const book = createBeatBook({ livenessMs: 4_000, quotaOf: () => quota, shards: 64, random })
  book.hold(ALL, 1_000_000)
  return book
}
const namesOf = (due: readonly { token: { attemptId: string } }[]) => due.map(({ token }) => token.attemptId.slice(4))
const idOf = (name: string) => `att_${name}` as AttemptId

describe('the book of beats', () => {
  it('gives what is due, the heartbeat missed soonest first', () => {
    const book = openBook()
    book.add([aToken('relaxed', { heartbeatSeconds: 600, quietMs: 5_000 })], 0)
    book.add([aToken('no-heartbeat', { heartbeatSeconds: null, quietMs: 5_000 })], 0)
    book.add([aToken('urgent', { heartbeatSeconds: 10, quietMs: 7_000 })], 0)
    book.add([aToken('later')], 0)
    expect(namesOf(book.takeDue(0, 10))).toEqual(['urgent', 'relaxed', 'no-heartbeat'])
  })

  it('gives what can no longer be saved after what can', () => {
    const book = openBook()
    book.add(
      [aToken('lost', { quietMs: 61_000 }), aToken('saved', { quietMs: 59_000 }), aToken('well', { quietMs: 41_000 })],
      0,
    )
    expect(namesOf(book.takeDue(0, 10))).toEqual(['saved', 'well', 'lost'])
  })

  it('gives each once until it is beaten, postponed or repeated', () => {
    const book = openBook()
    book.add([aToken('one', { quietMs: 4_000 })], 0)
    expect(book.takeDue(0, 10)).toHaveLength(1)
    expect(book.takeDue(100_000, 10)).toHaveLength(0)
    book.beaten(idOf('one'), 100)
    expect(book.nextDueInMs(100)).toBe(3_900)
    expect(book.takeDue(4_000, 10)).toHaveLength(1)
    // Room for four repeats before the heartbeat is missed, each between half and the whole of a quarter.
    book.repeat(idOf('one'), 4_000)
    expect(book.nextDueInMs(4_000)).toBe(3_750)
  })

  it('spreads what is added together over the interval, each in its part of it', () => {
    const book = openBook()
    book.add(many(1_600), 0)
    let given = 0
    for (let nowMs = 0; nowMs <= 4_000; nowMs += 100) {
      given += book.takeDue(nowMs, 10_000).length
      expect(Math.abs(given - nowMs * 0.4)).toBeLessThanOrEqual(1)
    }
  })

  it('gives no more than the quota has room for, account by account, and says when there is room again', () => {
    const book = openBook({ quota: 10 })
    book.add(many(100, { quietMs: 40_000 }), 0)
    expect(book.takeDue(0, 1_000)).toHaveLength(50)
    expect(book.nextDueInMs(0)).toBe(100)
    expect(book.takeDue(1_000, 1_000)).toHaveLength(10)
    book.add([aToken('elsewhere', { account: '222222222222', quietMs: 20_000 })], 1_000)
    expect(namesOf(book.takeDue(1_000, 1_000))).toEqual(['elsewhere'])
  })

  it('gives nothing of an account that throttles until its quota has refilled', () => {
    const book = openBook({ quota: 10 })
    book.add(many(10, { quietMs: 40_000 }), 0)
    const [first] = book.takeDue(0, 1)
    book.throttled(first?.token.attemptId ?? idOf(''), 0)
    expect(book.takeDue(0, 10)).toHaveLength(0)
    expect(book.takeDue(300, 10)).toHaveLength(3)
  })

  it('takes its part of the quota only, by the shards it holds', () => {
    const book = openBook({ quota: 64 })
    book.hold(new Set([1, 2]), 1_000_000)
    book.add(many(100, { quietMs: 40_000 }), 0)
    expect(book.takeDue(0, 1_000)).toHaveLength(10)
  })

  it('forgets the tokens of shards it no longer holds, and lets nothing of them be beaten', () => {
    const book = openBook()
    const mine = aToken('mine', { quietMs: 40_000 })
    const theirs = aToken('theirs', { shard: 2, quietMs: 40_000 })
    book.add([mine, theirs], 0)
    book.hold(new Set([1]), 5_000)
    expect(namesOf(book.takeDue(0, 10))).toEqual(['mine'])
    expect(book.mayBeat(theirs, 0)).toBe(false)
    // Zombie rule: past the end of the lease nothing is beaten, held or not.
    expect(book.mayBeat(mine, 4_999)).toBe(true)
    expect(book.mayBeat(mine, 5_000)).toBe(false)
  })

  it('tells what was beaten once, with its age', () => {
    const book = openBook()
    book.add([aToken('one', { quietMs: 4_000 })], 0)
    book.takeDue(0, 1)
    book.beaten(idOf('one'), 500)
    expect(book.takeBeaten(2_000)).toEqual([{ attemptId: 'att_one', agoMs: 1_500 }])
    expect(book.takeBeaten(2_000)).toEqual([])
  })

  it('beats out of turn when asked to, and in turn again afterwards', () => {
    const book = openBook()
    book.add([aToken('one')], 0)
    expect(book.takeDue(10, 10)).toHaveLength(0)
    book.hasten(idOf('one'), 10)
    expect(book.takeDue(10, 10)).toHaveLength(1)
    expect(book.takeDue(3_600, 10)).toHaveLength(0)
  })

  it('beats by the true heartbeat as soon as it is known', () => {
    const book = openBook({ quota: 0.1 })
    book.add([aToken('one', { heartbeatSeconds: 900, quietMs: 8_000 })], 0)
    expect(book.nextDueInMs(0)).toBe(2_000)
    book.retime(idOf('one'), 20, 0)
    expect(book.nextDueInMs(0)).toBe(2_000)
    book.retime(idOf('one'), 10, 0)
    expect(book.nextDueInMs(0)).toBe(0)
    expect(book.size).toBe(1)
  })

  it('beats what is gone no more, and gives it to be looked into until it is removed or beaten again', () => {
    const book = openBook()
    book.add([aToken('dead', { quietMs: 4_000 })], 0)
    book.takeDue(0, 10)
    book.gone(idOf('dead'))
    expect(book.takeDue(100_000, 10)).toEqual([])
    expect(book.takeGone(10).map(({ attemptId }) => attemptId)).toEqual(['att_dead'])
    expect(book.takeGone(10)).toEqual([])
    book.lookAgain(idOf('dead'), 500, 0)
    expect(book.nextDueInMs(0)).toBe(500)
    expect(book.takeDue(500, 10)).toEqual([])
    expect(book.anyGone).toBe(true)
    expect(book.takeGone(10)).toHaveLength(1)
    book.postpone(idOf('dead'), 500, 500)
    expect(namesOf(book.takeDue(1_000, 10))).toEqual(['dead'])
  })
})
