import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { BeatToken } from '../domain/heartbeats/beat-token.ts'
import type { Clock } from '../ports/clock.ts'
import { closeGoneApproval } from './close-gone-approval.ts'

type Deps = Parameters<typeof closeGoneApproval>[0] & { book: BeatBook; clock: Clock }

/** A history that lags behind a dead token, or cannot be read now, is asked again after this long. */
const ASK_AGAIN_MS = 500

/**
 * One pass over tokens that a beat has found gone: closes each one's approval with the reason the history gives. A history
 * that says the task still waits is believed as far as beating the token once more.
 * @returns what is under way; none rejects
 */
export function closeGoneTokens(deps: Deps, { limit }: { limit: number }): readonly Promise<void>[] {
  return deps.book.takeGone(limit).map((token) =>
    close(deps, token).catch((error: unknown) => {
      deps.log.error({ err: error, approvalId: token.approvalId }, 'closing broke off')
      deps.book.lookAgain(token.attemptId, ASK_AGAIN_MS, deps.clock.monotonicMs())
    }),
  )
}

async function close(deps: Deps, token: BeatToken): Promise<void> {
  const { book, clock } = deps
  const result = await closeGoneApproval(deps, { ...token, otherwise: null })
  switch (result.kind) {
    case 'closed':
    case 'notOurs':
      book.remove(token.attemptId)
      break
    case 'stillWaiting':
      deps.log.warn({ approvalId: token.approvalId }, 'token is dead, the history does not tell why yet')
      book.postpone(token.attemptId, ASK_AGAIN_MS, clock.monotonicMs())
      break
    case 'unclear':
      book.lookAgain(token.attemptId, ASK_AGAIN_MS, clock.monotonicMs())
  }
}
