import type { BeatBook } from '../domain/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { WatchList } from '../ports/watch-list.ts'

interface Deps {
  book: BeatBook
  watchList: Pick<WatchList, 'newTokens'>
  clock: Clock
  random: () => number
}

/** Takes newly registered tokens into the book. `sinceMs` reaches back over transactions that were slow to commit. */
export async function takeInTokens(
  deps: Deps,
  { shards, sinceMs }: { shards: readonly number[]; sinceMs: number },
): Promise<number> {
  const tokens = await deps.watchList.newTokens(shards, sinceMs)
  const fresh = tokens.filter((token) => !deps.book.has(token.attemptId))
  for (const token of fresh) deps.book.add(token, token.quietMs, deps.random(), deps.clock.monotonicMs())
  return fresh.length
}
