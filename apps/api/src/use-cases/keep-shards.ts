import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeartbeatShards } from '../ports/heartbeat-shards.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'

interface Deps {
  book: BeatBook
  shards: HeartbeatShards
  clock: Clock
  metrics: Pick<Metrics, 'heartbeatShardsOwned' | 'heartbeatsScheduled'>
  log: Log
}

interface Command {
  owner: string
  leaseMs: number
  /** What was held after the call before. */
  held: ReadonlySet<number>
}

/**
 * One pass over the leases: renews, gives back what is above the fair share, and takes what is free or orphaned. Our own
 * count of the leases starts before the database's, so it always ends first.
 * @returns `gained`: the shards whose tokens are still to be read; that may take longer than a lease, so not here
 */
export async function keepShards(
  deps: Deps,
  { owner, leaseMs, held: before }: Command,
): Promise<{ held: ReadonlySet<number>; gained: readonly number[] }> {
  const askedMs = deps.clock.monotonicMs()
  const { held: leases, leftMs, workers } = await deps.shards.keep(owner, leaseMs)
  const held = new Set(leases.keys())
  deps.book.hold(held, askedMs + leftMs)
  const gained = [...held].filter((shard) => !before.has(shard))
  if (gained.length > 0 || held.size < before.size)
    deps.log.info({ held: held.size, gained: gained.length, workers }, 'heartbeat shards changed hands')
  deps.metrics.heartbeatShardsOwned(held.size)
  deps.metrics.heartbeatsScheduled(deps.book.size)
  return { held, gained }
}
