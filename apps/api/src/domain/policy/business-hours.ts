import type { Calendar } from '@countersign/shared/policy-document'
import { addSeconds } from '../deadline.ts'
import { dayText, instantOf, wallClock } from '../notices/zoned-time.ts'

/** No task waits longer than a year, so what is due later than that never is. */
const MAX_DAYS = 366

/**
 * The instant after which so many seconds of business hours have passed; without a calendar every second counts. Hours
 * are those on the wall: on a day whose clock changes within them, as many seconds count as really pass.
 * @returns `null` when that is more than a year away
 */
export function dueAfter(start: Date, seconds: number, calendar: Calendar | null): Date | null {
  if (!calendar) return addSeconds(start, seconds)
  const { day: first } = wallClock(start, calendar.timeZone)
  let leftMs = seconds * 1_000
  for (let day = first; day <= first + MAX_DAYS; day += 1) {
    if (!isOpenOn(day, calendar)) continue
    const from = Math.max(instantAt(day, calendar.from, calendar), start.getTime())
    const openMs = Math.max(0, instantAt(day, calendar.to, calendar) - from)
    if (leftMs <= openMs) return new Date(from + leftMs)
    leftMs -= openMs
  }
  return null
}

/** 1970-01-01, day 0, was a Thursday; 1 is Monday. */
const isOpenOn = (day: number, { days, holidays }: Calendar): boolean =>
  days.includes(((day + 3) % 7) + 1) && !holidays.includes(dayText(day))

function instantAt(day: number, clock: string, { timeZone }: Calendar): number {
  const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
  return instantOf({ day, minute }, timeZone).getTime()
}
