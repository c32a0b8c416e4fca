/** 480 → "08:00": what a time field holds. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** "08:00" → 480; null for a field that is empty or half filled. */
export function minutesOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(clock) ?? []
  const total = Number(hours) * 60 + Number(minutes)
  return Number.isInteger(total) && total < 1_440 ? total : null
}

/** Every zone this browser knows, UTC among them, and the one that is set even if it is spelled in an older way. */
export function zonesWith(current: string): string[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return [...new Set(['UTC', current, ...known])].sort()
}
