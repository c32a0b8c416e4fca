import type { AttemptId } from '@countersign/shared/ids'
import type { BeatBook } from '../domain/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { WatchList } from '../ports/watch-list.ts'

interface Deps {
  book: BeatBook
  watchList: WatchList
  clock: Clock
  random: () => number
}

const PAGE = 5_000

/** Reads every live token of the shards into the book, and forgets what is no longer live. */
export async function fillBook(deps: Deps, shards: readonly number[]): Promise<void> {
  const startedMs = deps.clock.monotonicMs()
  const known = new Set<AttemptId>()
  let afterId: AttemptId | null = null
  for (;;) {
    const page = await deps.watchList.liveTokens(shards, afterId, PAGE)
    for (const token of page) {
      known.add(token.attemptId)
      deps.book.add(token, token.quietMs, deps.random(), deps.clock.monotonicMs())
    }
    afterId = page.at(-1)?.attemptId ?? null
    if (page.length < PAGE) break
  }
  deps.book.keepOnly(new Set(shards), known, startedMs)
}
