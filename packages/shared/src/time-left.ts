export type Urgency = 'none' | 'soon' | 'now' | 'over'

export type TimeLeft = {
  /** "in 2 h 10 min", "in 45 s", "12 min ago" */
  readonly relative: string
  /** The shortest form, for a row: "2h", "18m", "45s", "over" */
  readonly short: string
  readonly urgency: Urgency
  /** The urgency as a word, so that colour is never its only sign; empty when nothing is urgent. */
  readonly word: '' | 'Due soon' | 'Due now' | 'Overdue'
  /** How long until any of these texts changes. */
  readonly changesInMs: number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Below this a deadline is "now" whatever the window was. */
const NOW_MS = 10 * MINUTE
/** Less than this share of the window left is "soon". */
const SOON_SHARE = 0.25

/** 03 §2.7: over a day neutral, under a quarter of the window "soon", under ten minutes "now". */
export function timeLeft(dueAt: number, openedAt: number, now: number): TimeLeft {
  const left = dueAt - now
  const urgency = urgencyOf(left, dueAt - openedAt)
  return {
    relative: left > 0 ? `in ${spell(left)}` : `${spell(-left)} ago`,
    short: left > 0 ? abbreviate(left) : 'over',
    urgency,
    word: ({ none: '', soon: 'Due soon', now: 'Due now', over: 'Overdue' } as const)[urgency],
    changesInMs: untilNextChange(left),
  }
}

function urgencyOf(left: number, window: number): Urgency {
  if (left <= 0) return 'over'
  if (left < NOW_MS) return 'now'
  if (left <= DAY && left < window * SOON_SHARE) return 'soon'
  return 'none'
}

/** Two units at most: "3 d 4 h", "2 h 10 min", "12 min", "45 s". */
export function spell(ms: number): string {
  if (ms >= DAY) return join(Math.floor(ms / DAY), 'd', Math.floor((ms % DAY) / HOUR), 'h')
  if (ms >= HOUR) return join(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'min')
  if (ms >= 2 * MINUTE) return `${Math.floor(ms / MINUTE)} min`
  if (ms >= MINUTE) return join(1, 'min', Math.floor((ms % MINUTE) / SECOND), 's')
  return `${Math.max(0, Math.floor(ms / SECOND))} s`
}

function abbreviate(ms: number): string {
  if (ms >= DAY) return `${Math.floor(ms / DAY)}d`
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)}h`
  if (ms >= 2 * MINUTE) return `${Math.floor(ms / MINUTE)}m`
  return `${Math.max(0, Math.ceil(ms / SECOND))}s`
}

const join = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`

/** Hourly above two days, by the minute above two minutes, else every second: nothing repaints for no reason. */
function untilNextChange(left: number): number {
  const size = Math.abs(left)
  const step = size > 2 * DAY ? HOUR : size > 2 * MINUTE ? MINUTE : SECOND
  const into = left > 0 ? left % step : step - (size % step)
  return Math.max(250, into + 20)
}

/** "4 s ago", "12 min ago", "3 d ago": for things that happened. */
export function ago(at: number, now: number): string {
  const passed = now - at
  if (passed < 5 * SECOND) return 'just now'
  if (passed >= DAY) return `${Math.floor(passed / DAY)} d ago`
  if (passed >= HOUR) return `${Math.floor(passed / HOUR)} h ago`
  if (passed >= MINUTE) return `${Math.floor(passed / MINUTE)} min ago`
  return `${Math.floor(passed / SECOND)} s ago`
}
