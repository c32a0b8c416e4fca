const LOCALE = 'en-GB'

/** "14:30 CEST" today, "tomorrow 09:00 CEST", "Tue 24 Nov, 09:00 CET" otherwise. Always with the zone. */
export function clockText(at: number, now: number, timeZone?: string): string {
  const zone = timeZone ? { timeZone } : {}
  const time = new Intl.DateTimeFormat(LOCALE, {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...zone,
  }).format(at)
  const days = dayNumber(at, timeZone) - dayNumber(now, timeZone)
  if (days === 0) return time
  if (days === 1) return `tomorrow ${time}`
  if (days === -1) return `yesterday ${time}`
  // Part by part: the punctuation between them differs from one ICU version to the next.
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALE, { ...options, ...zone }).format(at)
  const day = `${part({ weekday: 'short' })} ${part({ day: 'numeric' })} ${part({ month: 'short' })}`
  const date = Math.abs(days) > 300 ? `${day} ${part({ year: 'numeric' })}` : day
  return `${date}, ${time}`
}

/** The calendar day as a count, so that two instants can be compared by day in the reader's zone. */
export function dayNumber(at: number, timeZone?: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...(timeZone ? { timeZone } : {}) }).format(at)
  return Math.round(Date.parse(`${parts}T00:00:00Z`) / 86_400_000)
}

/** The full instant in UTC, for tooltips and copying. */
export const utcText = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
