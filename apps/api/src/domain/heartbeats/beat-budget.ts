import type { HeartbeatMode } from '@countersign/shared/statuses'
import { longestIntervalMs } from './law.ts'

const WARN_AT = 0.8

/** Calls per second that keep one task alive. Without HeartbeatSeconds, and in external mode, none are needed. */
export function beatsPerSecond(heartbeat: { readonly mode: HeartbeatMode; readonly seconds: number } | null): number {
  return heartbeat?.mode === 'service' ? 1_000 / longestIntervalMs(heartbeat.seconds) : 0
}

export type BeatBudget = 'fits' | 'tight' | 'overcommitted'

/** Sums of thousands of fractions are not exact; a thousandth of a beat is nobody's. */
const ROUNDING = 1e-3

/**
 * Whether one more task can be kept alive within the quota of its account and region. Beyond 100 % the backlog of beats
 * only grows and tasks that are waiting already would die, so the newcomer is refused instead.
 */
export function judgeBeatBudget(loadBefore: number, added: number, quotaPerSecond: number): BeatBudget {
  if (added === 0) return 'fits'
  const load = loadBefore + added - ROUNDING
  if (load > quotaPerSecond) return 'overcommitted'
  return load > WARN_AT * quotaPerSecond ? 'tight' : 'fits'
}
