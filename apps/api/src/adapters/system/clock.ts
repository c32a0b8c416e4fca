import type { Clock } from '../../ports/clock.ts'

export function createSystemClock(): Clock {
  return {
    monotonicMs: () => performance.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}
