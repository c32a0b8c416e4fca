import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { WatchList } from '../ports/watch-list.ts'

interface Deps {
  book: BeatBook
  watchList: Pick<WatchList, 'newTokens'>
  clock: Clock
}

/** Takes newly registered tokens into the book. `sinceMs` reaches back over transactions that were slow to commit. */
export async function takeInTokens(
  deps: Deps,
  { shards, sinceMs }: { shards: readonly number[]; sinceMs: number },
): Promise<void> {
  const tokens = await deps.watchList.newTokens(shards, sinceMs)
  deps.book.add(tokens, deps.clock.monotonicMs())
}
