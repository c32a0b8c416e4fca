import { backoffMs } from '../domain/backoff.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

export interface Duty {
  readonly name: string
  /** One pass. Says how soon it wants to run again without being woken; `null`: only the safety net. */
  pass(): Promise<number | null>
}

export interface Loop {
  /** Runs the duty soon; during a pass, once more right after it. */
  wake(): void
  /** No further pass begins; resolves when the one under way has ended. */
  stop(): Promise<void>
}

interface Deps {
  clock: Clock
  log: Log
  random: () => number
}

/** Notices can be lost with a connection. Longer makes a lost one hurt, shorter is polling. */
const SAFETY_NET_MS = 5_000
const AFTER_ERROR = { baseMs: 200, capMs: 5_000 }

/**
 * Runs one duty pass after pass, never two at once: when woken, when the time has come that the last pass named, and
 * at the latest when the safety net says so. A pass that throws is logged and tried again, ever more patiently.
 */
export function runLoop(deps: Deps, duty: Duty, safetyNetMs = SAFETY_NET_MS): Loop {
  let stopped = false
  let woken = false
  let failures = 0
  let rest = () => {}
  const ended = run()

  return {
    wake() {
      woken = true
      rest()
    },
    async stop() {
      stopped = true
      rest()
      await ended
    },
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false
      const waitMs = await passOnce()
      if (!woken && !stopped) await restFor(Math.min(waitMs ?? safetyNetMs, safetyNetMs))
    }
  }

  async function passOnce(): Promise<number | null> {
    try {
      const nextInMs = await duty.pass()
      failures = 0
      return nextInMs
    } catch (error) {
      deps.log.error({ err: error, duty: duty.name }, 'duty failed; it is tried again')
      failures += 1
      return backoffMs(failures, deps.random(), AFTER_ERROR)
    }
  }

  function restFor(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = deps.clock.after(ms, resolve)
      rest = () => {
        cancel()
        resolve()
      }
    })
  }
}
