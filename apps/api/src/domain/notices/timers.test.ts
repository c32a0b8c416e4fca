import { describe, expect, it } from 'vitest'
import { NOW, sampleApproval } from '../approval.sample.ts'
import { channelsFor } from './channels-for.ts'
import { digestDay } from './digest-day.ts'
import { gatherMs } from './gather-ms.ts'
import { isCurrent } from './is-current.ts'
import { subjectOf } from './notice.ts'
import { remindAt } from './remind-at.ts'
import { snoozeUntil } from './snooze-until.ts'

const after = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)

describe('a reminder', () => {
  it.each([
    ['without a deadline', undefined, null],
    ['for a window under ten minutes', 599, null],
    ['for ten minutes', 600, after(7.5)],
    ['for a day', 86_400, after(18 * 60)],
  ])('%s', (_, timeoutSeconds, at) =>
    expect(remindAt(sampleApproval({ request: timeoutSeconds === undefined ? {} : { timeoutSeconds } }))).toEqual(at),
  )
})

describe('a digest', () => {
  const wish = { email: 'digest', digestAt: 8 * 60, timeZone: 'Asia/Kolkata' } as const
  const wished = new Date('2026-01-01T00:00:00Z')
  it('is due from its hour to midnight of the person’s own day', () => {
    expect(digestDay(wish, wished, new Date('2026-11-21T02:29:59Z'))).toBeNull()
    expect(digestDay(wish, wished, new Date('2026-11-21T02:30:00Z'))).toBe('2026-11-21')
    expect(digestDay(wish, wished, new Date('2026-11-21T18:29:00Z'))).toBe('2026-11-21')
    expect(digestDay(wish, wished, new Date('2026-11-21T18:31:00Z'))).toBeNull()
  })
  it('begins tomorrow for who asks for it after today’s hour', () => {
    const asked = new Date('2026-11-21T05:00:00Z')
    expect(digestDay(wish, asked, new Date('2026-11-21T06:00:00Z'))).toBeNull()
    expect(digestDay(wish, asked, new Date('2026-11-22T03:00:00Z'))).toBe('2026-11-22')
  })
})

it('waits a minute for company, less when little time is left, and never with an escalation', () => {
  const due = (minutes: number) => ({ at: after(minutes), because: 'task timeout' }) as const
  expect(gatherMs('request', null, NOW)).toBe(60_000)
  expect(gatherMs('request', due(60), NOW)).toBe(60_000)
  expect(gatherMs('request', due(5), NOW)).toBe(30_000)
  expect(gatherMs('escalation', null, NOW)).toBe(0)
})

it('tells an escalation by mail even to who reads a digest, and nothing to who wants none', () => {
  const reachable = { email: true, slack: true }
  expect(channelsFor('escalation', { email: 'digest', slack: 'off' }, reachable)).toEqual(['email'])
  expect(channelsFor('request', { email: 'digest', slack: 'each' }, reachable)).toEqual(['slack'])
  expect(channelsFor('escalation', { email: 'off', slack: 'off' }, reachable)).toEqual([])
  expect(channelsFor('digest', { email: 'digest', slack: 'each' }, reachable)).toEqual(['email'])
  expect(channelsFor('digest', { email: 'digest', slack: 'each' }, { email: false, slack: true })).toEqual(['slack'])
})

it('knows a question of an earlier attempt from this one', () => {
  const approval = sampleApproval()
  expect(isCurrent({ kind: 'request', subject: subjectOf.question(1) }, approval, null)).toBe(true)
  expect(isCurrent({ kind: 'request', subject: subjectOf.again(1, NOW) }, approval, null)).toBe(true)
  for (const number of [0, 2, 10, 11])
    expect(isCurrent({ kind: 'request', subject: subjectOf.question(number) }, approval, null)).toBe(false)
  expect(isCurrent({ kind: 'outcome', subject: subjectOf.end(1) }, approval, null)).toBe(false)
})

it('ends a snooze at the deadline, and counts tomorrow on the person’s calendar', () => {
  const prefs = { timeZone: 'Pacific/Auckland', digestAt: 8 * 60 }
  const now = new Date('2026-11-21T12:00:00Z')
  expect(snoozeUntil('tomorrow', null, prefs, now)).toEqual(new Date('2026-11-22T19:00:00Z'))
  const deadline = { at: new Date('2026-11-21T13:00:00Z'), because: 'task timeout' } as const
  expect(snoozeUntil('tomorrow', deadline, prefs, now)).toEqual(deadline.at)
  expect(snoozeUntil(now, null, prefs, now)).toBeNull()
  expect(snoozeUntil(null, deadline, prefs, now)).toBeNull()
})
