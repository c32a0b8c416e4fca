import type { Preferences } from '@countersign/shared/preferences'
import type { Deadline } from '../approval.ts'
import { instantOf, wallClock } from './zoned-time.ts'

/** `tomorrow`: the hour of the digest on the next day of the person's calendar · `null`: no longer. */
export type SnoozeWish = Date | 'tomorrow' | null

/** When the snooze ends: never beyond the deadline, because then there is nothing left to decide. `null`: at once. */
export function snoozeUntil(
  wish: SnoozeWish,
  deadline: Deadline | null,
  { timeZone, digestAt }: Pick<Preferences, 'timeZone' | 'digestAt'>,
  now: Date,
): Date | null {
  if (wish === null) return null
  const wished =
    wish === 'tomorrow' ? instantOf({ day: wallClock(now, timeZone).day + 1, minute: digestAt }, timeZone) : wish
  const until = deadline && deadline.at < wished ? deadline.at : wished
  return until > now ? until : null
}
