import { parseExecutionArn } from './execution-arn.ts'
import type { TokenOutcome } from './token-outcome.ts'

/** Step Functions as one account and region see it: `<account>/<region>`. */
export type EngineScope = string

/**
 * The retry budget (I5): an engine that answers nobody is asked by one callback at a time, ever more rarely, while all
 * others stay in the queue untouched. So an outage costs a handful of calls, and its end is noticed within seconds.
 */
export interface Outages {
  report(executionArn: string, outcome: TokenOutcome, nowMs: number): void
  /** Scopes from whose queues nothing is to be taken, except by a probe. */
  closed(): readonly EngineScope[]
  /** Closed scopes whose turn it is to be asked; each is named once per interval. */
  takeProbes(nowMs: number): readonly EngineScope[]
  /** `null` when every scope answers. */
  nextProbeInMs(nowMs: number): number | null
}

/** Fewer may be chance: a lying test engine drops one call in five. */
const FAILURES = 6
const FIRST_PROBE_MS = 500
const LAST_PROBE_MS = 5_000

interface Outage {
  failures: number
  intervalMs: number
  nextProbeMs: number
}

export function createOutages(): Outages {
  const troubled = new Map<EngineScope, Outage>()
  const isClosed = ({ failures }: Outage) => failures >= FAILURES

  return {
    report(executionArn, outcome, nowMs) {
      const scope = engineScope(executionArn)
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
      return waits.length === 0 ? null : Math.min(...waits)
    },
  }
}

export function engineScope(executionArn: string): EngineScope {
  const { account, region } = parseExecutionArn(executionArn)
  return `${account}/${region}`
}

/** Nobody answered. A throttled or refused call was answered, so the engine is there; our own pacing says nothing. */
function isSilence(outcome: TokenOutcome): boolean {
  if (outcome.kind === 'unknown') return true
  return outcome.kind === 'retryLater' && /^E[A-Z_]+$/.test(outcome.error)
}
