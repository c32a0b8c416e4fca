import type { ApprovalId } from '@countersign/shared/ids'
import { checkFigures } from '../use-cases/check-figures.ts'
import { closeGoneTokens } from '../use-cases/close-gone-tokens.ts'
import { expireApprovals } from '../use-cases/expire-approvals.ts'
import { fillBook } from '../use-cases/fill-book.ts'
import { keepShards } from '../use-cases/keep-shards.ts'
import { recordBeats } from '../use-cases/record-beats.ts'
import { sendHeartbeats } from '../use-cases/send-heartbeats.ts'
import { sweepExecutions } from '../use-cases/sweep-executions.ts'
import { takeInTokens } from '../use-cases/take-in-tokens.ts'
import { createInFlight } from './in-flight.ts'
import { type Duty, runLoop } from './loop.ts'

type Deps = Parameters<typeof runLoop>[0] &
  Parameters<typeof keepShards>[0] &
  Parameters<typeof fillBook>[0] &
  Parameters<typeof sendHeartbeats>[0] &
  Parameters<typeof closeGoneTokens>[0] &
  Parameters<typeof recordBeats>[0] &
  Parameters<typeof takeInTokens>[0] &
  Parameters<typeof checkFigures>[0] &
  Parameters<typeof expireApprovals>[0] &
  Parameters<typeof sweepExecutions>[0]

/** Beats at once; the sockets kept for them. */
const BEATS = 25
/** Histories of dead tokens at once: more would only wait for their small quota. */
const CLOSINGS = 5
/**
 * A hung worker's shards lie idle for up to this long; a dead one's are taken within `LOOK_MS`. Together they stay
 * below the 10 s a peer may take to take over.
 */
const SHARD_LEASE_MS = 8_000
const LOOK_MS = 1_000
const RECORD_MS = 2_000
/** Registrations that arrive together are read together. */
const GATHER_MS = 100
/**
 * A transaction commits a little after the instant it wrote into its row, and some long after. Reaching back for the slow
 * ones every time would read each token of a mass registration a hundred times over.
 */
const COMMIT_MS = 3_000
const SLOW_COMMIT_MS = 15_000
const LOOK_BACK_MS = 5_000
/** Everything is read anew this often: undone decisions come back, what was missed turns up. */
const REFILL_MS = 60_000
const EXPIRIES = 50
/** Two histories a second of the ten that may be read: the others are for what became of decisions. */
const HISTORIES = 2
const HISTORIES_MS = 1_000
const SWEEP_PAGE = 20
/** Every so many sweeps the histories of running executions are read as well. */
const THOROUGH_EVERY = 4

export interface HeartbeatLoops {
  /** Tokens were registered. */
  takeIn(): void
  /** Shards were given back. */
  claim(): void
  /** Stops beating, records the last beats and gives the shards back. */
  stop(ceiling: Promise<void>): Promise<void>
}

/** Flow 4, the deadlines and the sweep, for the shards this worker holds. `onGained` hears that a peer is gone. */
export function runHeartbeatLoops(
  deps: Deps,
  { owner, sweepEveryMs, onGained }: { owner: string; sweepEveryMs: number; onGained: () => void },
): HeartbeatLoops {
  let held: ReadonlySet<number> = new Set()
  let takenInAtMs = deps.clock.monotonicMs()
  let lookedBackAtMs = takenInAtMs
  const inFlight = createInFlight(BEATS, () => beating.wake())
  const shards = () => [...held]
  const unread = new Set<number>()

  const keeping = runLoop(deps, { name: 'keep shards', pass: keep }, LOOK_MS)
  const beating = runLoop(deps, {
    name: 'send heartbeats',
    async pass() {
      for (const beat of sendHeartbeats(deps, { limit: inFlight.free })) inFlight.add(beat)
      if (deps.book.anyGone) closing.wake()
      return inFlight.free === 0 ? null : deps.book.nextDueInMs(deps.clock.monotonicMs())
    },
  })
  const closings = createInFlight(CLOSINGS, () => closing.wake())
  const closing = runLoop(deps, {
    name: 'close gone tokens',
    async pass() {
      for (const work of closeGoneTokens(deps, { limit: closings.free })) closings.add(work)
      return null
    },
  })
  const recording = runLoop(
    deps,
    {
      name: 'record heartbeats',
      async pass() {
        await recordBeats(deps, { owner })
        return RECORD_MS
      },
    },
    RECORD_MS,
  )
  const filling = runLoop(deps, { name: 'read tokens', pass: fill }, REFILL_MS)
  const takingIn = runLoop(deps, { name: 'take in tokens', pass: takeIn })
  const expiring = runLoop(deps, {
    name: 'expire approvals',
    pass: async () => (await expireApprovals(deps, { shards: shards(), limit: EXPIRIES })).nextInMs,
  })
  const checking = runLoop(deps, {
    name: 'check figures',
    pass: async () => ((await checkFigures(deps, { shards: shards(), executions: HISTORIES })) ? HISTORIES_MS : null),
  })
  const sweeping = runLoop(deps, sweepDuty(deps, shards, sweepEveryMs), sweepEveryMs)
  const loops = [keeping, filling, beating, closing, takingIn, expiring, checking, sweeping, recording]

  return {
    takeIn: () => takingIn.wake(),
    claim: () => keeping.wake(),
    async stop(ceiling) {
      await Promise.all(loops.map((loop) => Promise.race([loop.stop(), ceiling])))
      await Promise.all([inFlight, closings].map((each) => each.drained(ceiling)))
      await recordBeats(deps, { owner })
      await deps.shards.release(owner)
    },
  }

  async function keep(): Promise<number> {
    const kept = await keepShards(deps, { owner, leaseMs: SHARD_LEASE_MS, held })
    held = kept.held
    if (kept.gained.length > 0) {
      for (const shard of kept.gained) unread.add(shard)
      filling.wake()
      expiring.wake()
      onGained()
    }
    return LOOK_MS
  }

  /** What was gained is read at once; when nothing was, everything is read anew. */
  async function fill(): Promise<number> {
    const gained = [...unread]
    await fillBook(deps, gained.length > 0 ? gained : shards())
    for (const shard of gained) unread.delete(shard)
    beating.wake()
    return unread.size > 0 ? 0 : REFILL_MS
  }

  async function takeIn(): Promise<null> {
    await new Promise<void>((resolve) => deps.clock.after(GATHER_MS, resolve))
    const nowMs = deps.clock.monotonicMs()
    const lookBack = nowMs - lookedBackAtMs >= LOOK_BACK_MS
    const reachMs = lookBack ? SLOW_COMMIT_MS : COMMIT_MS
    await takeInTokens(deps, { shards: shards(), sinceMs: nowMs - takenInAtMs + reachMs })
    takenInAtMs = nowMs
    if (lookBack) lookedBackAtMs = nowMs
    beating.wake()
    expiring.wake()
    return null
  }
}

function sweepDuty(deps: Deps, shards: () => readonly number[], everyMs: number): Duty {
  let afterId: ApprovalId | null = null
  let sweeps = 0
  return {
    name: 'sweep executions',
    async pass() {
      const thorough = sweeps % THOROUGH_EVERY === THOROUGH_EVERY - 1
      const { nextAfterId } = await sweepExecutions(deps, { shards: shards(), afterId, limit: SWEEP_PAGE, thorough })
      if (nextAfterId === null) sweeps += 1
      afterId = nextAfterId
      return everyMs
    },
  }
}
