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
      [
        aToken('lost', { quietMs: 61_000 }),
        aToken('lost-now', { quietMs: 60_000 }),
        aToken('no-heartbeat', { heartbeatSeconds: null, quietMs: 62_000 }),
        aToken('saved', { quietMs: 59_000 }),
        aToken('well', { quietMs: 41_000 }),
      ],
      0,
    )
    expect(namesOf(book.takeDue(0, 10))).toEqual(['saved', 'well', 'lost', 'lost-now', 'no-heartbeat'])
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

  it('gives at most as many as are asked for, with how late each is', () => {
    const book = openBook()
    book.add([aToken('first', { quietMs: 9_000 }), aToken('second', { quietMs: 8_000 }), aToken('third')], 0)
    expect(book.takeDue(1_000, 1).map(({ lateMs }) => lateMs)).toEqual([6_000])
    expect(book.takeDue(1_000, 2)).toMatchObject([{ token: { attemptId: 'att_second' }, lateMs: 5_000 }])
  })

  it('gives of several accounts the one missed soonest first, whichever was added first', () => {
    const accounts = ['111111111111', '222222222222', '333333333333']
    for (const urgent of accounts) {
      const book = openBook()
      for (const account of accounts)
        book.add([aToken(account, { account, quietMs: account === urgent ? 50_000 : 40_000 })], 0)
      book.add([aToken('later', { account: '444444444444' })], 0)
      expect(namesOf(book.takeDue(0, 1))).toEqual([urgent])
      expect(book.takeDue(0, 10)).toHaveLength(2)
    }
  })

  it('knows what it holds, each once, and nothing of shards that are not its own', () => {
    const book = openBook()
    book.hold(new Set([1]), 1_000_000)
    book.add([aToken('one', { quietMs: 4_000 }), aToken('theirs', { shard: 2, quietMs: 4_000 })], 0)
    book.add([aToken('one', { quietMs: 4_000 })], 0)
    expect([book.has(idOf('one')), book.has(idOf('theirs')), book.size]).toEqual([true, false, 1])
    expect(book.takeDue(0, 10)).toHaveLength(1)
    book.remove(idOf('one'))
    expect([book.has(idOf('one')), book.size]).toEqual([false, 0])
  })

  it('takes no notice of what is said about a token it does not hold', () => {
    const book = openBook()
    const id = idOf('unknown')
    book.remove(id)
    book.retime(id, 60, 0)
    book.hasten(id, 0)
    book.beaten(id, 0)
    book.postpone(id, 0, 0)
    book.repeat(id, 0)
    book.gone(id)
    book.lookAgain(id, 0, 0)
    book.throttled(id, 0)
    expect([book.size, book.anyGone, book.nextDueInMs(0)]).toEqual([0, false, null])
    expect([book.takeDue(0, 10), book.takeGone(10), book.takeBeaten(0)]).toEqual([[], [], []])
  })

  it('says when the next is due, of all accounts', () => {
    const book = openBook()
    book.add([aToken('late', { quietMs: 1_000, heartbeatSeconds: 600 })], 0)
    book.add([aToken('soon', { quietMs: 3_000, account: '222222222222' })], 0)
    expect(book.nextDueInMs(0)).toBe(1_000)
    expect(book.nextDueInMs(1_500)).toBe(0)
    book.remove(idOf('soon'))
    expect(book.takeDue(1_500, 10)).toEqual([])
    expect(book.nextDueInMs(1_500)).toBe(500)
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

  it('gives what is added together its place in the order in which it falls due', () => {
    // Four of 60 s at 0.1/s have 40 s between two beats, and each a quarter of them to begin in.
    const book = openBook({ quota: 0.1 })
    book.add(
      [0, 10, 30, 20].map((seconds) => aToken(`${seconds}`, { quietMs: seconds * 1_000 })),
      0,
    )
    const first = (name: string, nowMs: number) => {
      expect(book.nextDueInMs(0)).toBe(nowMs)
      book.remove(idOf(name))
    }
    first('30', 5_000)
    first('20', 15_000)
    first('10', 25_000)
    first('0', 35_000)
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

  it('takes another part of the quota from the moment it holds other shards', () => {
    const book = createBeatBook({
      livenessMs: 4_000,
      quotaOf: (account, region) => (account === '111111111111' && region === 'eu-central-1' ? 6.4 : 64),
      shards: 64,
      random: () => 0.5,
    })
    book.hold(ALL, 1_000_000)
    book.add(many(64, { heartbeatSeconds: null }), 0)
    book.add([aToken('elsewhere', { account: '222222222222' })], 0)
    expect(book.slowestIntervalMs()).toBe(10_000)
    book.hold(new Set([1, 2, 3, 4, 5, 6, 7, 8]), 1_000_000)
    expect(book.slowestIntervalMs()).toBe(80_000)
    for (let n = 0; n < 56; n += 1) book.remove(idOf(`t${n}`))
    expect(book.slowestIntervalMs()).toBe(10_000)
    expect(openBook().slowestIntervalMs()).toBe(0)
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
    expect(createBeatBook({ livenessMs: 1, quotaOf: () => 1, shards: 1, random: () => 0 }).mayBeat(mine, 0)).toBe(false)
    book.hold(new Set([2]), 5_000)
    expect(book.size).toBe(0)
  })

  it('forgets of the shards that were read what is no longer live, unless it was added while they were read', () => {
    const book = openBook()
    book.add([aToken('live'), aToken('dead'), aToken('dead-elsewhere', { shard: 2 })], 0)
    book.add([aToken('new')], 100)
    book.keepOnly(new Set([1]), new Set([idOf('live')]), 100)
    expect(['live', 'dead', 'dead-elsewhere', 'new'].filter((name) => book.has(idOf(name)))).toEqual([
      'live',
      'dead-elsewhere',
      'new',
    ])
  })

  it('gives nothing that was removed when it was due already', () => {
    const book = openBook()
    book.add([aToken('removed', { quietMs: 59_000 }), aToken('lost', { quietMs: 61_000 })], 0)
    expect(book.nextDueInMs(0)).toBe(0)
    book.remove(idOf('removed'))
    book.remove(idOf('lost'))
    expect(book.takeDue(0, 10)).toEqual([])
    expect(book.nextDueInMs(0)).toBeNull()
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
    book.hasten(idOf('one'), 3_600)
    expect(book.takeDue(3_600, 10)).toHaveLength(0)
  })

  it('leaves what is due already as late as it is when asked to hasten', () => {
    const book = openBook()
    book.add([aToken('one', { quietMs: 4_000 })], 0)
    book.hasten(idOf('one'), 300)
    expect(book.takeDue(500, 10)).toMatchObject([{ lateMs: 500 }])
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
    expect(book.nextDueInMs(500)).toBe(500)
    expect(namesOf(book.takeDue(1_000, 10))).toEqual(['dead'])
  })

  it('gives at most so many that are gone, and none that was removed or beaten again meanwhile', () => {
    const book = openBook()
    book.add(many(5, { quietMs: 4_000 }), 0)
    expect(book.anyGone).toBe(false)
    for (const { token } of book.takeDue(0, 10)) book.gone(token.attemptId)
    book.remove(idOf('t1'))
    book.postpone(idOf('t2'), 500, 0)
    expect(book.takeGone(2).map(({ attemptId }) => attemptId)).toEqual(['att_t0', 'att_t3'])
    expect(book.anyGone).toBe(true)
    expect(book.takeGone(2).map(({ attemptId }) => attemptId)).toEqual(['att_t4'])
    expect(book.anyGone).toBe(false)
  })

  it('looks once into what is gone, however often it was asked to look', () => {
    const book = openBook()
    book.add([aToken('dead', { quietMs: 4_000 })], 0)
    book.takeDue(0, 10)
    book.gone(idOf('dead'))
    book.takeGone(10)
    book.lookAgain(idOf('dead'), 500, 0)
    book.lookAgain(idOf('dead'), 200, 0)
    book.takeDue(1_000, 10)
    expect(book.takeGone(10)).toHaveLength(1)
  })
})
