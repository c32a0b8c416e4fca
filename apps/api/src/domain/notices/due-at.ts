import type { NoticeKind } from '@countersign/shared/channels'
import type { Preferences } from '@countersign/shared/preferences'
import { instantOf, wallClock } from './zoned-time.ts'

const MINUTES_A_DAY = 24 * 60

/**
 * The earliest instant at which a person wants to hear it: after the snooze, and not in their quiet hours. An escalation
 * waits for neither.
 */
export function dueAt(
  kind: NoticeKind,
  preferences: Pick<Preferences, 'quiet' | 'timeZone'>,
  snoozedUntil: Date | null,
  now: Date,
): Date {
  if (kind === 'escalation') return now
  return afterQuiet(preferences, snoozedUntil && snoozedUntil > now ? snoozedUntil : now)
}

/** The end of the quiet hours if this lies within them. On the wall, so a change of the clock moves it along. */
function afterQuiet({ quiet, timeZone }: Pick<Preferences, 'quiet' | 'timeZone'>, at: Date): Date {
  if (!quiet) return at
  const { day, minute } = wallClock(at, timeZone)
  const length = (quiet.until - quiet.from + MINUTES_A_DAY) % MINUTES_A_DAY
  const into = (minute - quiet.from + MINUTES_A_DAY) % MINUTES_A_DAY
  if (into >= length) return at
  const endsTomorrow = quiet.until < quiet.from && minute >= quiet.from
  const end = instantOf({ day: endsTomorrow ? day + 1 : day, minute: quiet.until }, timeZone)
  // In the hour that occurs twice the end may lie behind: then the quiet hours are over.
  return end > at ? end : at
}
