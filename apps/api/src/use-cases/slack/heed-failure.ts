import { backoffMs } from '../../domain/backoff.ts'
import { addSeconds } from '../../domain/deadline.ts'
import type { SlackFailure } from '../../domain/slack/answer.ts'
import type { Log } from '../../ports/log.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { forgetWorkspace } from './forget-workspace.ts'

interface Deps {
  readonly log: Log
  readonly random: () => number
}

/** During an outage each workspace is tried about twice a minute, so that its jobs leave the runner to the others. */
const BACKOFF = { baseMs: 1_000, capMs: 30_000 }
/** The least wait after a failure, or a lucky roll of the dice would hammer. */
const LEAST_MS = 250

export type Remedy =
  | { readonly kind: 'again'; readonly delayMs: number }
  /** Not there any more. */
  | { readonly kind: 'stop'; readonly because: string }
  /** Refused: the next change is another try. */
  | { readonly kind: 'leave' }

/**
 * What becomes of a call that did not go well, in the transaction that records it. A whole workspace waits together:
 * otherwise each of a thousand messages would find out about an outage by itself, with a time-out each.
 */
export async function heedFailure(
  stores: Stores,
  deps: Deps,
  { workspaceId, failure, about }: { workspaceId: string; failure: SlackFailure; about: object },
): Promise<Remedy> {
  const fields = { ...about, workspaceId }
  switch (failure.kind) {
    case 'rate-limited': {
      deps.log.warn({ ...fields, afterMs: failure.afterMs }, 'Slack asks to wait')
      await pause(stores, workspaceId, failure.afterMs, 'rate-limit')
      return { kind: 'again', delayMs: failure.afterMs + Math.ceil(deps.random() * 1_000) }
    }
    case 'failed': {
      const failures = await stores.slack.pace.failures(workspaceId)
      const delayMs = LEAST_MS + backoffMs(failures, deps.random(), BACKOFF)
      deps.log.warn({ ...fields, error: failure.error, failures: failures + 1, delayMs }, 'Slack did not answer')
      await pause(stores, workspaceId, delayMs, 'failure')
      return { kind: 'again', delayMs: delayMs + Math.ceil(deps.random() * 500) }
    }
    case 'gone':
      deps.log.warn({ ...fields, error: failure.error, what: failure.what }, 'no longer there in Slack')
      if (failure.what === 'workspace') await forgetWorkspace(stores, workspaceId, failure.error)
      return { kind: 'stop', because: failure.error }
    case 'refused':
      deps.log.error({ ...fields, error: failure.error }, 'Slack refused a message')
      return { kind: 'leave' }
  }
}

async function pause(stores: Stores, workspaceId: string, ms: number, counts: 'failure' | 'rate-limit'): Promise<void> {
  await stores.slack.pace.pause(workspaceId, addSeconds(await stores.now(), ms / 1_000), counts)
}
