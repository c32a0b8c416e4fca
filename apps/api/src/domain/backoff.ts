/**
 * Full jitter: a uniformly random wait below an exponentially rising ceiling, so that callers that failed together do
 * not return together.
 * @param attempt 0 for the first failure
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number, { baseMs, capMs }: Backoff): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** attempt)
  return Math.ceil(random * ceiling)
}

export interface Backoff {
  /** Ceiling of the first wait. Too small hammers a struggling service; too large delays a decision after one hiccup. */
  readonly baseMs: number
  /** Ceiling of every later wait. */
  readonly capMs: number
}

/**
 * Deadline-aware: never waits so long that the task would time out first; spends at most a quarter of what is left.
 * @param deadlineInMs time until the task's deadline; `null` when none is known
 */
export function beforeDeadline(waitMs: number, deadlineInMs: number | null): number {
  return deadlineInMs === null ? waitMs : Math.max(0, Math.min(waitMs, Math.floor(deadlineInMs / 4)))
}
