import type { AttemptId } from '@countersign/shared/ids'
import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { LiveToken, WatchList } from '../ports/watch-list.ts'

interface Deps {
  book: BeatBook
  watchList: Pick<WatchList, 'liveTokens'>
  clock: Clock
}

const PAGE = 5_000

/** Reads every live token of the shards into the book, spread among each other, and forgets what is no longer live. */
export async function fillBook(deps: Deps, shards: readonly number[]): Promise<void> {
  const startedMs = deps.clock.monotonicMs()
  const known = new Set<AttemptId>()
  const fresh: LiveToken[] = []
  let last: LiveToken | null = null
  for (;;) {
    const page: readonly LiveToken[] = await deps.watchList.liveTokens(shards, last, PAGE)
    const readMs = deps.clock.monotonicMs()
    for (const token of page) {
      known.add(token.attemptId)
      // Quiet since an instant, not for a time: a page may wait for the others.
      if (!deps.book.has(token.attemptId)) fresh.push({ ...token, quietMs: token.quietMs - (readMs - startedMs) })
    }
    last = page.at(-1) ?? null
    if (page.length < PAGE) break
  }
  deps.book.add(fresh, startedMs)
  deps.book.keepOnly(new Set(shards), known, startedMs)
}
