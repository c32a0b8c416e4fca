const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A clock on somebody's wall. `day` counts days since 1970-01-01 of their calendar. */
export interface WallClock {
  readonly day: number
  /** Minutes after midnight. */
  readonly minute: number
}

/** What the wall clock of a zone shows. */
export function wallClock(at: Date, timeZone: string): WallClock {
  const shown = at.getTime() + offsetMs(at.getTime(), timeZone)
  return { day: Math.floor(shown / DAY), minute: Math.floor((shown % DAY) / MINUTE) }
}

/**
 * The instant at which a zone's wall clock shows this. A time that daylight saving skips is the instant of the jump's
 * length later; one that occurs twice is the first of the two.
 */
export function instantOf({ day, minute }: WallClock, timeZone: string): Date {
  const shown = day * DAY + minute * MINUTE
  // The offsets a day around cover every change of the clock: transitions lie further apart than that.
  const before = shown - offsetMs(shown - DAY, timeZone)
  const after = shown - offsetMs(shown + DAY, timeZone)
  const candidates = [before, after].filter((each) => each + offsetMs(each, timeZone) === shown)
  return new Date(candidates.length > 0 ? Math.min(...candidates) : before)
}

/** "2026-11-21", of the day counted by `wallClock`. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

function offsetMs(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at)
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  const shown = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'))
  return shown - Math.floor(at / 1_000) * 1_000
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs a hundred times more than using it; there are some four hundred zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const fresh = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, fresh)
  return fresh
}
