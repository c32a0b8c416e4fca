import { describe, expect, it } from 'vitest'
import { NOW, sampleApproval } from '../approval.sample.ts'
import { channelsFor } from './channels-for.ts'
import { digestDay } from './digest-day.ts'
import { gatherMs } from './gather-ms.ts'
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
  it('is due for who reads one only', () => {
    for (const email of ['each', 'off'] as const)
      expect(digestDay({ ...wish, email }, wished, new Date('2026-11-21T06:00:00Z'))).toBeNull()
  })
  it('begins tomorrow for who asks for it after today’s hour', () => {
    const asked = new Date('2026-11-21T05:00:00Z')
    expect(digestDay(wish, asked, new Date('2026-11-21T06:00:00Z'))).toBeNull()
    expect(digestDay(wish, asked, new Date('2026-11-22T03:00:00Z'))).toBe('2026-11-22')
    const inTime = new Date('2026-11-21T02:29:59Z')
    const atTheHour = new Date('2026-11-21T02:30:00Z')
    expect(digestDay(wish, inTime, atTheHour)).toBe('2026-11-21')
    expect(digestDay(wish, atTheHour, atTheHour)).toBeNull()
  })
})

it('waits a minute for company, less when little time is left, and never with an escalation', () => {
  const due = (minutes: number) => ({ at: after(minutes), because: 'task timeout' }) as const
  expect(gatherMs('request', null, NOW)).toBe(60_000)
  expect(gatherMs('request', due(60), NOW)).toBe(60_000)
  expect(gatherMs('request', due(5), NOW)).toBe(30_000)
  expect(gatherMs('request', due(-5), NOW)).toBe(0)
  expect(gatherMs('escalation', null, NOW)).toBe(0)
  expect(gatherMs('digest', due(60), NOW)).toBe(0)
})

describe('the channels of a notice', () => {
  const ON = { email: true, slack: true }
  const NO_MAIL = { email: false, slack: true }
  const NO_SLACK = { email: true, slack: false }
  const NOWHERE = { email: false, slack: false }
  it.each([
    // A notice of each approval, by what one wishes and can be reached on.
    ['request', 'each', 'each', ON, ['email', 'slack']],
    ['request', 'each', 'each', NO_MAIL, ['slack']],
    ['request', 'each', 'each', NO_SLACK, ['email']],
    ['request', 'each', 'each', NOWHERE, []],
    ['request', 'digest', 'each', ON, ['slack']],
    ['outcome', 'digest', 'off', ON, []],
    ['reminder', 'off', 'off', ON, []],
    // An escalation reaches also who reads a digest, and not who wants nothing.
    ['escalation', 'digest', 'off', ON, ['email']],
    ['escalation', 'digest', 'off', NO_MAIL, []],
    ['escalation', 'off', 'off', ON, []],
    // One digest, by mail where that is possible.
    ['digest', 'digest', 'each', ON, ['email']],
    ['digest', 'digest', 'each', NO_MAIL, ['slack']],
    ['digest', 'digest', 'off', NO_MAIL, ['slack']],
    ['digest', 'digest', 'each', NOWHERE, []],
    ['digest', 'each', 'each', ON, []],
    ['digest', 'off', 'each', ON, []],
  ] as const)(
    'of a %s for mail %s and Slack %s, reachable by %j, are %j',
    (kind, email, slack, reachable, channels) => {
      expect(channelsFor(kind, { email, slack }, reachable)).toEqual(channels)
    },
  )
})

it('ends a snooze at the deadline, and counts tomorrow on the person’s calendar', () => {
  const prefs = { timeZone: 'Pacific/Auckland', digestAt: 8 * 60 }
  const now = new Date('2026-11-21T12:00:00Z')
  expect(snoozeUntil('tomorrow', null, prefs, now)).toEqual(new Date('2026-11-22T19:00:00Z'))
  const deadline = { at: new Date('2026-11-21T13:00:00Z'), because: 'task timeout' } as const
  expect(snoozeUntil('tomorrow', deadline, prefs, now)).toEqual(deadline.at)
  const soon = new Date('2026-11-21T12:30:00Z')
  expect(snoozeUntil(soon, deadline, prefs, now)).toEqual(soon)
  expect(snoozeUntil(soon, null, prefs, now)).toEqual(soon)
  expect(snoozeUntil(now, null, prefs, now)).toBeNull()
  expect(snoozeUntil(null, deadline, prefs, now)).toBeNull()
  expect(snoozeUntil(soon, { ...deadline, at: now }, prefs, now)).toBeNull()
})
