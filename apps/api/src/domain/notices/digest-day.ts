import type { Preferences } from '@countersign/shared/preferences'
import { dayText, instantOf, wallClock } from './zoned-time.ts'

/**
 * The day, on the person's calendar, whose digest is due; `null`: none is. A worker that was down at the hour makes up
 * for it the same day; who asked for digests after today's hour gets the first one tomorrow.
 */
export function digestDay(
  { email, digestAt, timeZone }: Pick<Preferences, 'email' | 'digestAt' | 'timeZone'>,
  wishedAt: Date,
  now: Date,
): string | null {
  if (email !== 'digest') return null
  const { day } = wallClock(now, timeZone)
  const hour = instantOf({ day, minute: digestAt }, timeZone)
  return hour <= now && wishedAt < hour ? dayText(day) : null
}
