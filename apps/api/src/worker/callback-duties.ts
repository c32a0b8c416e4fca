import type { CallbackQueue } from '../ports/callback-queue.ts'
import { collectEvidence } from '../use-cases/collect-evidence.ts'
import { deliverCallbacks } from '../use-cases/deliver-callbacks.ts'
import { reconcileCallbacks } from '../use-cases/reconcile-callbacks.ts'
import { createInFlight, type InFlight } from './in-flight.ts'
import { type Duty, type Loop, runLoop } from './loop.ts'

type Deps = Parameters<typeof deliverCallbacks>[0] &
  Parameters<typeof reconcileCallbacks>[0] &
  Parameters<typeof collectEvidence>[0] & { callbackQueue: CallbackQueue }

/**
 * At most this many deliveries at once: enough to use the sockets kept for answers, few enough that a lease never waits
 * long for its turn.
 */
const SENDS = 24
/** The history's quota is small; more at once would only wait for it while holding leases. */
const JUDGEMENTS = 8
const EVIDENCE = 10
/** How soon evidence is looked for again when judgements were under way. */
const AFTER_JUDGING_MS = 250
/** Longer than the vault, the quota's wait and a call with its time-out together (about 8 s); a crash is noticed sooner. */
const LEASE_MS = 12_000

export interface CallbackLoops {
  /** A decision was made or released. */
  wake(): void
  /** A peer is gone: what it was sending is to be judged. */
  wakeAll(): void
  stop(ceiling: Promise<void>): Promise<void>
}

/** Flow 3 and the judging half of flow 5: three loops that wake each other when one leaves work for another. */
export function runCallbackLoops(deps: Deps, owner: string): CallbackLoops {
  const sends = createInFlight(SENDS, () => {
    sending.wake()
    judging.wake()
    proving.wake()
  })
  const judgements = createInFlight(JUDGEMENTS, () => {
    judging.wake()
    sending.wake()
  })
  const sending = runLoop(
    deps,
    laneDuty('send', sends, (limit) => deliverCallbacks(deps, command(limit))),
  )
  const judging = runLoop(
    deps,
    laneDuty('judge', judgements, (limit) => reconcileCallbacks(deps, command(limit))),
  )
  const proving = runLoop(deps, {
    name: 'collect evidence',
    async pass() {
      // Both read the history, whose quota is small: what is unclear comes before what is only unproven.
      if (judgements.size > 0) return AFTER_JUDGING_MS
      const { sought } = await collectEvidence(deps, { limit: EVIDENCE })
      return sought === EVIDENCE ? 0 : deps.callbackQueue.nextEvidenceInMs()
    },
  })
  const loops: readonly Loop[] = [sending, judging, proving]

  return {
    wake: () => sending.wake(),
    wakeAll() {
      for (const loop of loops) loop.wake()
    },
    async stop(ceiling) {
      await Promise.all(loops.map((loop) => Promise.race([loop.stop(), ceiling])))
      await Promise.all([sends, judgements].map((inFlight) => inFlight.drained(ceiling)))
    },
  }

  function command(limit: number) {
    return { owner, leaseMs: LEASE_MS, limit }
  }

  function laneDuty(
    lane: 'send' | 'judge',
    inFlight: InFlight,
    start: (limit: number) => Promise<readonly Promise<void>[]>,
  ): Duty {
    return {
      name: `${lane} callbacks`,
      async pass() {
        const limit = inFlight.free
        // A place that becomes free wakes the loop.
        if (limit === 0) return null
        const started = await start(limit)
        for (const work of started) inFlight.add(work)
        if (started.length >= limit) return null
        if (lane === 'judge') return deps.callbackQueue.nextDueInMs(lane)
        const nowMs = deps.clock.monotonicMs()
        const nextDue = await deps.callbackQueue.nextDueInMs(lane, deps.outages.setAside(nowMs))
        const nextProbe = deps.outages.nextProbeInMs(nowMs)
        return nextDue === null ? nextProbe : Math.min(nextDue, nextProbe ?? nextDue)
      },
    }
  }
}
