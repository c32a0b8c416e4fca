import type { Retrier } from './definition.ts'
import { type FailureKind, matchesError } from './error-matching.ts'

export { matchesError } from './error-matching.ts'

const defaultIntervalSeconds = 1
const defaultMaxAttempts = 3
const defaultBackoffRate = 2

export interface NextRetry {
  readonly retrierIndex: number
  readonly delaySeconds: number
}

/**
 * The first retrier that takes the error decides; when its attempts are used up nothing retries, even if a later
 * entry would match too. `counters[i]` is how often retrier i has retried in this visit of the state; the caller
 * raises it when it acts on the answer. `jitter` is in [0, 1) and is asked only for JitterStrategy FULL, which
 * draws the delay from between zero and the computed one.
 */
export function nextRetry(
  retriers: readonly Retrier[],
  counters: readonly number[],
  error: string,
  jitter: () => number,
  kind: FailureKind = { heartbeat: false },
): NextRetry | undefined {
  const retrierIndex = retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, error, kind))
  const retrier = retriers[retrierIndex]
  if (retrier === undefined) return undefined
  const used = counters[retrierIndex] ?? 0
  if (used >= (retrier.MaxAttempts ?? defaultMaxAttempts)) return undefined
  const grown =
    (retrier.IntervalSeconds ?? defaultIntervalSeconds) * (retrier.BackoffRate ?? defaultBackoffRate) ** used
  const capped = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY)
  return { retrierIndex, delaySeconds: retrier.JitterStrategy === 'FULL' ? capped * jitter() : capped }
}
