import { parseExecutionArn } from './execution-arn.ts'
import type { TokenOutcome } from './token-outcome.ts'

/** Step Functions as one account and region see it: `<account>/<region>`. */
export type EngineScope = string

/**
 * The retry budget (I5): an engine that answers nobody is asked by one callback at a time, ever more rarely, while all
 * others stay in the queue untouched. So an outage costs a handful of calls, and its end is noticed within seconds.
 * And the share of each: one account or region that is throttled or slow keeps no other waiting.
 */
export interface Outages {
  /** A delivery is under way from its lease until it is settled. */
  begin(executionArn: string): void
  end(executionArn: string): void
  report(executionArn: string, outcome: TokenOutcome, nowMs: number): void
  /** Scopes whose engine answers nobody. */
  closed(): readonly EngineScope[]
  /** Scopes from whose queues nothing is to be taken now: closed, without quota, or with their share under way. */
  setAside(nowMs: number): readonly EngineScope[]
  /** How many may be taken at once, so that no scope exceeds its share. */
  room(limit: number): number
  /** Closed scopes whose turn it is to be asked; each is named once per interval. */
  takeProbes(nowMs: number): readonly EngineScope[]
  /** Until one that is closed or without quota is to be looked at again; `null` when there is none. */
  nextProbeInMs(nowMs: number): number | null
}

/** Fewer may be chance: a lying test engine drops one call in five. */
const FAILURES = 6
const FIRST_PROBE_MS = 500
const LAST_PROBE_MS = 5_000
/** Without quota a scope is left alone until the bucket has a token again, as the reply says; within these bounds. */
const SHORTEST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1_000
/** Of the 24 places of a worker; the rest is for the others, once there are others. */
const SHARE = 16

interface Outage {
  failures: number
  intervalMs: number
  nextProbeMs: number
}

export function createOutages(): Outages {
  const troubled = new Map<EngineScope, Outage>()
  const pausedUntil = new Map<EngineScope, number>()
  /** Deliveries under way, of every scope that ever had one. */
  const underWay = new Map<EngineScope, number>()
  const isClosed = ({ failures }: Outage) => failures >= FAILURES

  return {
    begin(executionArn) {
      const scope = engineScope(executionArn)
      underWay.set(scope, (underWay.get(scope) ?? 0) + 1)
    },

    end(executionArn) {
      const scope = engineScope(executionArn)
      underWay.set(scope, Math.max(0, (underWay.get(scope) ?? 0) - 1))
    },

    report(executionArn, outcome, nowMs) {
      const scope = engineScope(executionArn)
      // A throttled reply that names no time has emptied the bucket already, which paces what follows.
      if (outcome.kind === 'retryLater' && outcome.afterMs !== null)
        pausedUntil.set(scope, nowMs + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, outcome.afterMs)))
      if (!isSilence(outcome)) {
        troubled.delete(scope)
        return
      }
      const outage = troubled.get(scope) ?? { failures: 0, intervalMs: FIRST_PROBE_MS, nextProbeMs: nowMs }
      outage.failures += 1
      if (outage.failures === FAILURES) outage.nextProbeMs = nowMs + FIRST_PROBE_MS
      troubled.set(scope, outage)
    },

    closed: () => [...troubled].filter(([, outage]) => isClosed(outage)).map(([scope]) => scope),

    setAside(nowMs) {
      const paused = [...pausedUntil].filter(([, untilMs]) => untilMs > nowMs).map(([scope]) => scope)
      return [...new Set([...this.closed(), ...paused, ...crowded()])]
    },

    room: (limit) => (underWay.size > 1 ? Math.min(limit, SHARE - most()) : limit),

    takeProbes(nowMs) {
      const due = [...troubled].filter(([, outage]) => isClosed(outage) && outage.nextProbeMs <= nowMs)
      for (const [, outage] of due) {
        outage.intervalMs = Math.min(LAST_PROBE_MS, outage.intervalMs * 2)
        outage.nextProbeMs = nowMs + outage.intervalMs
      }
      return due.map(([scope]) => scope)
    },

    nextProbeInMs(nowMs) {
      const waits = [...troubled.values()].filter(isClosed).map((outage) => Math.max(0, outage.nextProbeMs - nowMs))
      for (const untilMs of pausedUntil.values()) if (untilMs > nowMs) waits.push(untilMs - nowMs)
      return waits.length === 0 ? null : Math.min(...waits)
    },
  }

  function crowded(): readonly EngineScope[] {
    return underWay.size > 1 ? [...underWay].filter(([, count]) => count >= SHARE).map(([scope]) => scope) : []
  }

  /** The most that one scope has under way, of those that may have more. */
  function most(): number {
    return Math.max(0, ...[...underWay.values()].filter((count) => count < SHARE))
  }
}

export function engineScope(executionArn: string): EngineScope {
  const { account, region } = parseExecutionArn(executionArn)
  return `${account}/${region}`
}

/** Nobody answered, the engine or the STS before it. A throttled or refused call was answered, so the engine is there; our own pacing says nothing. */
function isSilence(outcome: TokenOutcome): boolean {
  if (outcome.kind === 'unknown') return true
  return outcome.kind === 'retryLater' && /^(AssumeRole:.*|E[A-Z_]+)$/.test(outcome.error)
}
