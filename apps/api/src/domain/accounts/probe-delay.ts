const FIRST_MS = 15_000
const LONGEST_MS = 10 * 60_000
/** Sooner than this is no longer patience. */
const SHORTEST_MS = 5_000

/**
 * How long until it is seen whether an account lets us in again: ever more patiently, but never so late that a task
 * which could still be answered ends meanwhile.
 */
export function probeDelayMs(tries: number, deadlineInMs: number | null): number {
  const patient = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10))
  if (deadlineInMs === null || deadlineInMs <= 0) return patient
  return Math.max(SHORTEST_MS, Math.min(patient, Math.round(deadlineInMs / 2)))
}
