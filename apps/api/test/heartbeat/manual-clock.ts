import type { Clock } from '../../src/ports/clock.ts'

export interface ManualClock extends Clock {
  advance(ms: number): void
}

/** Stands still until told; timers are not used by single passes. */
export function createManualClock(): ManualClock {
  let nowMs = 0
  return {
    monotonicMs: () => nowMs,
    after: () => () => undefined,
    advance(ms) {
      nowMs += ms
    },
  }
}
