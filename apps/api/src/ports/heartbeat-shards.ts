import type { AttemptId } from '@countersign/shared/ids'

export interface ShardHolding {
  /** Every shard held after the call, with the fence of its lease. */
  readonly held: ReadonlyMap<number, bigint>
  /** What is left for sure of every one of these leases. */
  readonly leftMs: number
  /** Workers known to be alive, ourselves included. */
  readonly workers: number
}

/**
 * 64 shards, each leased by at most one worker by the database's clock (I12). Fair: a worker holds at most its equal
 * share, gives back what is above it, and takes what is free, expired or left by a dead worker.
 */
export interface HeartbeatShards {
  keep(owner: string, leaseMs: number): Promise<ShardHolding>
  /** Gives all back at once, so that peers take over without waiting. */
  release(owner: string): Promise<void>
  /**
   * When tokens were beaten last, for restarts and for people. Recorded only for shards still held (I3).
   * @returns the attempts that are no longer live, or no longer ours
   */
  recordBeats(
    owner: string,
    beats: readonly { readonly attemptId: AttemptId; readonly agoMs: number }[],
  ): Promise<readonly AttemptId[]>
}
