import { type Calendar, calendar as calendarSchema } from '@countersign/shared/policy-document'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayText, wallClock } from '../notices/zoned-time.ts'
import { dueAfter } from './business-hours.ts'

const HOUR = 3_600
const oslo = (overrides: Partial<Calendar> = {}): Calendar =>
  calendarSchema.parse({ timeZone: 'Europe/Oslo', ...overrides })
const due = (start: string, hours: number, calendar: Calendar | null = oslo()) =>
  dueAfter(new Date(start), hours * HOUR, calendar)?.toISOString()

describe('an hour of business', () => {
  it('without a calendar is any hour', () => {
    expect(due('2026-11-21T22:00:00Z', 3, null)).toBe('2026-11-22T01:00:00.000Z')
  })

  it('waits for the morning, the Monday and the end of a holiday', () => {
    // Friday 16:00 in Oslo: one hour left, then Monday from 09:00.
    expect(due('2026-11-20T15:00:00Z', 1)).toBe('2026-11-20T16:00:00.000Z')
    expect(due('2026-11-20T15:00:00Z', 2)).toBe('2026-11-23T09:00:00.000Z')
    expect(due('2026-11-20T15:00:00Z', 2, oslo({ holidays: ['2026-11-23'] }))).toBe('2026-11-24T09:00:00.000Z')
    expect(due('2026-11-20T03:00:00Z', 1)).toBe('2026-11-20T09:00:00.000Z')
  })

  it('counts as many seconds as pass where the clock changes within it', () => {
    const always = oslo({ days: [7], from: '00:00', to: '06:00' })
    // 29 March 2026: the hour from 02:00 is missing, so from midnight to six are five hours.
    expect(due('2026-03-28T20:00:00Z', 5, always)).toBe('2026-03-29T04:00:00.000Z')
    expect(due('2026-03-28T20:00:00Z', 6, always)).toBe('2026-04-04T23:00:00.000Z')
    // 25 October 2026: the hour from 02:00 comes twice, so they are seven.
    expect(due('2026-10-24T20:00:00Z', 7, always)).toBe('2026-10-25T05:00:00.000Z')
  })

  it('that is more than a year away never comes', () => {
    expect(due('2026-11-20T15:00:00Z', 100, oslo({ days: [1], from: '09:00', to: '09:01' }))).toBeUndefined()
  })
})

const zones = ['Europe/Oslo', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'Pacific/Apia']
const clock = fc.record({ from: fc.integer({ min: 0, max: 1_380 }), length: fc.integer({ min: 30, max: 600 }) })
const text = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const calendars = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    hours: clock,
    holidays: fc.array(fc.integer({ min: 20_400, max: 20_900 }).map(dayText), { maxLength: 20 }),
  })
  .map(({ hours, ...rest }): Calendar => {
    const to = Math.min(hours.from + hours.length, 1_439)
    return { ...rest, from: text(hours.from), to: text(to) }
  })
/** 2026 in whole seconds. */
const starts = fc.integer({ min: 1_767_225_600, max: 1_798_761_600 }).map((at) => new Date(at * 1_000))
const spans = fc.integer({ min: 1, max: 40 * HOUR })

describe('business hours (properties)', () => {
  it('end within them, on a day of theirs that is no holiday, and never sooner than the seconds themselves', () => {
    fc.assert(
      fc.property(calendars, starts, spans, (calendar, start, seconds) => {
        const at = dueAfter(start, seconds, calendar)
        if (!at) return
        expect(at.getTime()).toBeGreaterThanOrEqual(start.getTime() + seconds * 1_000)
        const { day, minute } = wallClock(new Date(at.getTime() - 1), calendar.timeZone)
        expect(calendar.days).toContain(((day + 3) % 7) + 1)
        expect(calendar.holidays).not.toContain(dayText(day))
        const shown = text(minute)
        expect(shown >= calendar.from || isRepeated(at, calendar)).toBe(true)
        expect(shown < calendar.to || isRepeated(at, calendar)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('add up: waiting twice is waiting for the sum', () => {
    fc.assert(
      fc.property(calendars, starts, spans, spans, (calendar, start, first, second) => {
        const between = dueAfter(start, first, calendar)
        const both = dueAfter(start, first + second, calendar)
        if (!between || !both) return
        expect(dueAfter(between, second, calendar)).toEqual(both)
      }),
      { numRuns: 300 },
    )
  })
})

/** Within hours of a change of the clock the wall shows times that the opening hours skip or repeat. */
function isRepeated(at: Date, { timeZone }: Calendar): boolean {
  const shift = (hours: number) => {
    const then = at.getTime() + hours * 3_600_000
    const { day, minute } = wallClock(new Date(then), timeZone)
    return (day * 1_440 + minute) * 60_000 - Math.floor(then / 60_000) * 60_000
  }
  return shift(-12) !== shift(12)
}
