import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { type Loop, runLoop } from './loop.ts'

interface Deps {
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  /** One pass; whether there may be more. */
  readonly announceNews: () => Promise<boolean>
}

/**
 * From the end of a pass to the next. The first news after a quiet moment is told at once; under load, what happens
 * meanwhile shares the next pass, often the vote and the answer of Step Functions to it.
 */
const REST_MS = 100

/** Flow 6: the log is told to the channels as it grows. */
export function runAnnounceLoop(deps: Deps): Loop {
  let restUntilMs = 0
  return runLoop(deps, {
    name: 'announce news',
    async pass() {
      const restMs = restUntilMs - deps.clock.monotonicMs()
      if (restMs > 0) await new Promise<void>((resolve) => deps.clock.after(restMs, resolve))
      const more = await deps.announceNews()
      restUntilMs = deps.clock.monotonicMs() + (more ? 0 : REST_MS)
      return more ? 0 : null
    },
  })
}
