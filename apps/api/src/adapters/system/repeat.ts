import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** Housekeeping: runs again `everyMs` after the last run ended; a failed run is logged and the next one comes. */
export function repeat(deps: { clock: Clock; log: Log }, name: string, everyMs: number, run: () => Promise<unknown>) {
  let stopped = false
  let cancel = deps.clock.after(everyMs, turn)

  function turn(): void {
    run()
      .catch((err: unknown) => deps.log.warn({ err }, `${name} failed`))
      .finally(() => {
        if (!stopped) cancel = deps.clock.after(everyMs, turn)
      })
  }
  return () => {
    stopped = true
    cancel()
  }
}
