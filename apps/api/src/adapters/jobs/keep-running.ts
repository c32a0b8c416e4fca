import { setTimeout } from 'node:timers/promises'
import type { Log } from '../../ports/log.ts'

export interface Run {
  /** Resolves, with the reason, when it ends by itself or by `stop`. */
  readonly ended: Promise<unknown>
  /** May be called more than once. */
  stop(): Promise<void>
}

/** A database that restarts needs about this long. */
const BEGIN_AGAIN_MS = 2_000

/** Runs one after the other: whenever one ends by itself the next begins, until `stop`. The first has to begin. */
export async function keepRunning(
  begin: () => Promise<Run>,
  log: Pick<Log, 'error' | 'warn'>,
  beginAgainMs = BEGIN_AGAIN_MS,
): Promise<{ stop(): Promise<void> }> {
  let current = await begin()
  const stopping = new AbortController()
  const { signal } = stopping

  const beginAgain = async (): Promise<void> => {
    while (!signal.aborted) {
      await setTimeout(beginAgainMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      try {
        current = await begin()
        return
      } catch (err) {
        log.warn({ err }, 'the job runner could not begin again, trying once more')
      }
    }
  }
  const keep = async (): Promise<void> => {
    while (!signal.aborted) {
      const err = await current.ended
      if (signal.aborted) return
      log.error({ err }, 'the job runner ended, beginning again')
      await current.stop()
      await beginAgain()
    }
  }
  const kept = keep()

  return {
    async stop() {
      stopping.abort()
      await current.stop()
      await kept
      // The one that was just beginning.
      await current.stop()
    },
  }
}
