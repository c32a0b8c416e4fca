import { describe, expect, it } from 'vitest'
import { dueAt } from './due-at.ts'
import { instantOf, wallClock } from './zoned-time.ts'

const NIGHT = { from: 20 * 60, until: 7 * 60 }
const due = (at: string, timeZone = 'Europe/Copenhagen', quiet: typeof NIGHT | null = NIGHT) =>
  dueAt('request', { quiet, timeZone }, null, new Date(at)).toISOString()

describe('when a person is told', () => {
  it.each([
    ['at once by day', '2026-06-01T10:00:00.000Z', '2026-06-01T10:00:00.000Z'],
    ['in the morning after an evening', '2026-06-01T19:30:00.000Z', '2026-06-02T05:00:00.000Z'],
    ['in the morning after midnight', '2026-06-01T23:00:00.000Z', '2026-06-02T05:00:00.000Z'],
    ['at once in the minute the night ends', '2026-06-02T05:00:00.000Z', '2026-06-02T05:00:00.000Z'],
    ['an hour later when summer time ends in the night', '2026-10-24T19:00:00.000Z', '2026-10-25T06:00:00.000Z'],
    ['an hour earlier when summer time begins in the night', '2026-03-28T20:00:00.000Z', '2026-03-29T05:00:00.000Z'],
  ])('%s', (_, at, expected) => expect(due(at)).toBe(expected))

  it('is the same on the wall in every zone, half hours and both hemispheres included', () => {
    for (const zone of ['Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'])
      for (let hour = 0; hour < 24 * 400; hour += 7) {
        const at = new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000)
        const { minute } = wallClock(new Date(due(at.toISOString(), zone)), zone)
        expect(minute >= NIGHT.until && minute < NIGHT.from).toBe(true)
      }
  })

  it('is at once for an escalation, whatever the hour and the snooze', () => {
    const now = new Date('2026-06-01T23:00:00.000Z')
    const snoozed = new Date('2026-06-03T00:00:00.000Z')
    expect(dueAt('escalation', { quiet: NIGHT, timeZone: 'UTC' }, snoozed, now)).toEqual(now)
  })

  it('is after the snooze, and after the quiet hours in which the snooze ends', () => {
    const now = new Date('2026-06-01T10:00:00.000Z')
    const prefs = { quiet: NIGHT, timeZone: 'UTC' }
    expect(dueAt('request', prefs, new Date('2026-06-01T12:00:00Z'), now)).toEqual(new Date('2026-06-01T12:00:00Z'))
    expect(dueAt('request', prefs, new Date('2026-06-01T22:00:00Z'), now)).toEqual(new Date('2026-06-02T07:00:00Z'))
    expect(dueAt('request', prefs, new Date('2026-06-01T09:00:00Z'), now)).toEqual(now)
  })

  it.each([
    ['at once a minute before they begin', '2026-06-01T11:59:00.000Z', '2026-06-01T11:59:00.000Z'],
    ['at their end from the minute they begin', '2026-06-01T12:00:00.000Z', '2026-06-01T13:30:00.000Z'],
    ['at their end in their last minute', '2026-06-01T13:29:59.000Z', '2026-06-01T13:30:00.000Z'],
    ['at once when they end', '2026-06-01T13:30:00.000Z', '2026-06-01T13:30:00.000Z'],
    ['at once by night', '2026-06-01T23:00:00.000Z', '2026-06-01T23:00:00.000Z'],
  ])('may have quiet hours by day: %s', (_, at, expected) =>
    expect(due(at, 'UTC', { from: 12 * 60, until: 13 * 60 + 30 })).toBe(expected),
  )

  it('has no quiet hours when they begin where they end, or are not wished for', () => {
    const night = '2026-06-01T23:00:00.000Z'
    expect(due(night, 'UTC', { from: 1_380, until: 1_380 })).toBe(night)
    expect(due(night, 'UTC', null)).toBe(night)
  })

  it('is at once in the hour that occurs twice, when the quiet hours ended in the first', () => {
    const until = { from: 22 * 60, until: 2 * 60 + 30 }
    expect(due('2026-10-25T00:15:00.000Z', 'Europe/Copenhagen', until)).toBe('2026-10-25T00:30:00.000Z')
    expect(due('2026-10-25T01:15:00.000Z', 'Europe/Copenhagen', until)).toBe('2026-10-25T01:15:00.000Z')
  })
})

describe('an instant on the wall', () => {
  it('that is skipped is the one an hour later, and that occurs twice is the first', () => {
    const day = (at: string) => Math.floor(Date.parse(at) / 86_400_000)
    const at = (date: string, minute: number) =>
      instantOf({ day: day(date), minute }, 'Europe/Copenhagen').toISOString()
    expect(at('2026-03-29', 2 * 60 + 30)).toBe('2026-03-29T01:30:00.000Z')
    expect(at('2026-10-25', 2 * 60 + 30)).toBe('2026-10-25T00:30:00.000Z')
    expect(at('2026-10-26', 0)).toBe('2026-10-25T23:00:00.000Z')
  })

  it('shows the day and the minute of its zone', () => {
    expect(wallClock(new Date('2026-06-01T22:01:59.999Z'), 'Europe/Copenhagen')).toEqual({ day: 20_606, minute: 1 })
    expect(wallClock(new Date('2026-01-31T12:30:00.001Z'), 'Asia/Kolkata')).toEqual({ day: 20_484, minute: 18 * 60 })
  })
})
