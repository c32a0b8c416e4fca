/** What the interval between two beats of one token depends on. */
export interface BeatLoad {
  /** HeartbeatSeconds of the task; `null`: it has none, and a beat only asks whether the token still lives. */
  readonly heartbeatSeconds: number | null
  /** Tokens this worker beats for in the account and region. */
  readonly tokens: number
  /** This worker's share of the account's SendTaskHeartbeat calls a second. */
  readonly perSecond: number
  /** How soon a dead token should be noticed when there is room in the quota. */
  readonly livenessMs: number
}

/**
 * As often as noticing a dead token asks for, no oftener than the quota carries, and never later than half the task's
 * heartbeat: one beat may be lost or late without harm.
 */
export function beatIntervalMs({ heartbeatSeconds, tokens, perSecond, livenessMs }: BeatLoad): number {
  const affordable = Math.max(livenessMs, (tokens / perSecond) * 1000)
  return heartbeatSeconds === null ? affordable : Math.min((heartbeatSeconds * 1000) / 2, affordable)
}

/**
 * When to beat a token first: spread evenly over one interval, so that a mass intake does not become a herd, and never
 * later than half of what is left until its heartbeat is missed.
 * @param phase in [0, 1): the token's place in the interval
 * @param leftMs until the heartbeat is missed; `null` without one
 */
export function firstBeatInMs(intervalMs: number, phase: number, leftMs: number | null): number {
  const spread = phase * intervalMs
  return leftMs === null ? spread : Math.max(0, Math.min(spread, leftMs / 2))
}

/** Keeps the phase: from the planned instant, not from when the beat was really sent; a late one does not rush after. */
export function nextBeatMs(plannedMs: number, intervalMs: number, nowMs: number): number {
  const planned = plannedMs + intervalMs
  return planned > nowMs ? planned : nowMs + intervalMs
}

/** Until the engine declares the heartbeat missed; tokens without one are never urgent. */
export const missedAtMs = (lastBeatMs: number, heartbeatSeconds: number | null): number =>
  heartbeatSeconds === null ? Number.MAX_SAFE_INTEGER : lastBeatMs + heartbeatSeconds * 1000
