import { createTimerHeap, type Timer } from './timer-heap.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `fire` once the clock reaches `at`; at once (but never within this call) when that is past. */
  at(at: number, fire: () => void): () => void
}

export interface EngineClock extends Clock {
  readonly mode: 'system' | 'manual'
  /** Stops following the wall clock; from here on only `advance` moves time. */
  hold(): void
  /** Follows the wall clock again. Time never runs backwards: a clock ahead of the wall keeps its lead. */
  release(): void
  /** Moves a held clock forward, firing what falls due in order and letting the work it starts settle in between. */
  advance(ms: number): Promise<void>
  /** Fires what is overdue, and what that makes overdue, before it resolves. */
  catchUp(): Promise<void>
  close(): void
}

/** setTimeout fires at once when asked for more than this many milliseconds. */
const longestTimeout = 2 ** 31 - 1

/** Begins held at `heldAt`, or following the wall clock without it. */
export function createClock(heldAt?: number): EngineClock {
  const heap = createTimerHeap()
  let held = heldAt
  let lead = 0
  let alarm: NodeJS.Timeout | undefined
  let alarmAt = Number.POSITIVE_INFINITY
  let closed = false

  const now = () => held ?? Date.now() + lead

  function arm(): void {
    const next = heap.peek()
    if (closed || held !== undefined || next === undefined || (alarm !== undefined && alarmAt <= next.at)) return
    clearTimeout(alarm)
    alarmAt = next.at
    alarm = setTimeout(ring, Math.min(Math.max(next.at - now(), 0), longestTimeout))
  }

  function ring(): void {
    alarm = undefined
    alarmAt = Number.POSITIVE_INFINITY
    const until = now()
    for (let next = heap.peek(); next !== undefined && next.at <= until && !closed; next = heap.peek()) {
      heap.pop()?.fire()
    }
    arm()
  }

  return {
    get mode() {
      return held === undefined ? 'system' : 'manual'
    },
    now,
    at(at, fire) {
      const timer: Timer = { at, fire, cancelled: false }
      heap.push(timer)
      if (held !== undefined && at <= held) setImmediate(ring)
      else arm()
      return () => {
        if (timer.cancelled) return
        timer.cancelled = true
        heap.forget()
      }
    },
    hold() {
      held ??= now()
      clearTimeout(alarm)
      alarm = undefined
      alarmAt = Number.POSITIVE_INFINITY
    },
    release() {
      if (held === undefined) return
      lead = Math.max(held - Date.now(), 0)
      held = undefined
      arm()
    },
    async advance(ms) {
      if (held === undefined) throw new Error('The clock follows the wall clock: hold it before advancing it')
      const until = held + ms
      await settle()
      for (let next = heap.peek(); next !== undefined && next.at <= until; next = heap.peek()) {
        held = Math.max(held, next.at)
        heap.pop()?.fire()
        await settle()
      }
      held = until
    },
    async catchUp() {
      await settle()
      for (let next = heap.peek(); next !== undefined && next.at <= now(); next = heap.peek()) {
        heap.pop()?.fire()
        await settle()
      }
    },
    close() {
      closed = true
      clearTimeout(alarm)
    },
  }
}

/** Enough turns of the event loop for in-process work (evaluation, handlers, journal writes) to park again. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
