import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeartbeatShards } from '../ports/heartbeat-shards.ts'

interface Deps {
  book: BeatBook
  shards: Pick<HeartbeatShards, 'recordBeats'>
  clock: Clock
}

/**
 * Writes down in one statement what was beaten since the last time. A crash before loses at most these instants: the
 * successor then believes the tokens quieter than they are and beats them sooner.
 */
export async function recordBeats(deps: Deps, { owner }: { owner: string }): Promise<number> {
  const beats = deps.book.takeBeaten(deps.clock.monotonicMs())
  if (beats.length === 0) return 0
  const notOurs = await deps.shards.recordBeats(owner, beats)
  for (const id of notOurs) deps.book.remove(id)
  return beats.length - notOurs.length
}
