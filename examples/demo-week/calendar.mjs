const DAY = 86_400_000

/** The demo's dates lie around `now`, so that the week it shows is always this one. */
export function calendarOf(now) {
  const at = (days) => new Date(now.getTime() + days * DAY)
  return {
    date: (days) => at(days).toISOString().slice(0, 10),
    weekday: (days) => at(days).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }),
  }
}

/**
 * Timers of an approval due in `hours`. Heartbeats are allowed to miss half of the time, at most twelve hours: the demo
 * survives a laptop that sleeps. A real workflow takes minutes, see docs/runbook.md.
 */
export function due(hours) {
  const timeoutSeconds = Math.round(hours * 3_600)
  return { timeoutSeconds, heartbeatSeconds: Math.min(43_200, Math.floor(timeoutSeconds / 2)) }
}
