/**
 * The law of heartbeats (decision 26). Between two beats of a token lie its interval and, when its worker dies without a
 * word, the failover; both and a margin must fit into HeartbeatSeconds. The same interval plans the beats and judges
 * whether one more task can be kept alive.
 */

/** A worker's lease and a peer's next look at it, rounded up. */
const FAILOVER_MS = 10_000
/** For a beat that is lost and repeated, and for the way to the service. */
const MARGIN_MS = 10_000
/** Where tasks with heartbeats need the whole quota, the others are still asked this often, if ever there is room. */
const SLOWEST_MS = 900_000
/** How many repeats of a lost beat must fit between the longest interval and the missed heartbeat. */
const REPEATS = 4

/**
 * The longest interval that keeps a task alive through a failover. Below 40 s there is no room for it: half the heartbeat
 * then, so that one beat may be lost. Infinite without HeartbeatSeconds: a beat only asks whether the token still lives.
 */
export function longestIntervalMs(heartbeatSeconds: number | null): number {
  if (heartbeatSeconds === null) return Number.POSITIVE_INFINITY
  const heartbeatMs = heartbeatSeconds * 1_000
  return Math.max(heartbeatMs - FAILOVER_MS - MARGIN_MS, heartbeatMs / 2)
}

export interface BeatDemand {
  /** How many tokens there are of each longest interval. */
  readonly tokens: ReadonlyMap<number, number>
  /** SendTaskHeartbeat calls that may be made for them. */
  readonly perSecond: number
  /** How soon a dead token should be noticed when there is room in the quota. */
  readonly livenessMs: number
}

/**
 * The interval all tokens share: as short as noticing a dead one asks for, no shorter than the quota carries. Tokens that
 * must be beaten oftener than that keep their longest interval, and the others share what those leave.
 */
export function sharedIntervalMs({ tokens, perSecond, livenessMs }: BeatDemand): number {
  let left = perSecond / 1_000
  let sharing = [...tokens.values()].reduce((sum, count) => sum + count, 0)
  for (const [longestMs, count] of [...tokens].sort(([a], [b]) => a - b)) {
    const affordableMs = sharing / left
    if (affordableMs <= longestMs) return Math.max(livenessMs, affordableMs)
    left -= count / longestMs
    sharing -= count
    if (left <= 0) return SLOWEST_MS
  }
  return livenessMs
}

/**
 * When to beat first a token that was added among others: when its old beat makes it due, and no later than its place
 * in their order, so that many that fall due together are spread over the interval instead of becoming a herd. Those
 * that are spread already keep their phases.
 * @param place in [0, 1): its place among the tokens added with it, the one due soonest first
 */
export function firstBeatMs(dueMs: number, place: number, intervalMs: number, nowMs: number): number {
  return Math.min(dueMs, nowMs + place * intervalMs)
}

/** Keeps the phase: from the planned instant, not from when the beat was really sent; a late one does not rush after. */
export function nextBeatMs(plannedMs: number, intervalMs: number, nowMs: number): number {
  const planned = plannedMs + intervalMs
  return planned > nowMs ? planned : nowMs + intervalMs
}

/** After a beat that did not get through: several repeats fit before the heartbeat is missed. */
export function repeatInMs(heartbeatSeconds: number | null, intervalMs: number): number {
  const roomMs = heartbeatSeconds === null ? intervalMs : heartbeatSeconds * 1_000 - longestIntervalMs(heartbeatSeconds)
  return roomMs / REPEATS
}
