import { isInvalidToken } from '../domain/classify-error.ts'
import type { BeatBook, BeatToken } from '../domain/heartbeats/beat-book.ts'
import type { TokenOutcome } from '../domain/token-outcome.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { closeGoneApproval } from './close-gone-approval.ts'
import { openToken } from './open-token.ts'

interface Deps {
  book: BeatBook
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'heartbeat' | 'history'>
  unitOfWork: UnitOfWork
  clock: Clock
  metrics: Pick<Metrics, 'heartbeatLag' | 'approvalClosed'>
  log: Log
}

/** A token that is not in the vault comes back by an operator's hand, if at all. */
const LOST_MS = 60_000
/** A permission that is missing is repaired by hand, and well within most heartbeats. */
const REFUSED_MS = 5_000
/** A history that lags behind a dead token is asked again after this long. */
const ASK_AGAIN_MS = 500

/**
 * One pass of flow 4: beats what is due, the heartbeat missed soonest first. A beat is also the cheapest question
 * whether the task still waits: "gone" closes the approval with the reason the history gives.
 * @returns the beats under way; none rejects
 */
export function sendHeartbeats(deps: Deps, { limit }: { limit: number }): readonly Promise<void>[] {
  const nowMs = deps.clock.monotonicMs()
  return deps.book.takeDue(nowMs, limit).map(({ token, lateMs }) => {
    deps.metrics.heartbeatLag(lateMs / 1000)
    return beat(deps, token).catch((error: unknown) => {
      deps.log.error({ err: error, approvalId: token.approvalId }, 'heartbeat broke off')
      deps.book.repeat(token.attemptId, deps.clock.monotonicMs())
    })
  })
}

async function beat(deps: Deps, token: BeatToken): Promise<void> {
  const { book, clock } = deps
  const { attemptId, approvalId, executionArn } = token
  const opened = await openToken(deps, token)
  if (opened.kind !== 'opened') {
    deps.log.error({ approvalId, opened: opened.kind }, 'cannot beat: no task token')
    if (opened.kind === 'lost') book.postpone(attemptId, LOST_MS, clock.monotonicMs())
    else book.repeat(attemptId, clock.monotonicMs())
    return
  }
  // Zombie rule: whoever lost the lease keeps nothing alive any more; the successor does, or nobody should.
  if (!book.mayBeat(token, clock.monotonicMs())) {
    book.repeat(attemptId, clock.monotonicMs())
    return
  }
  await follow(deps, token, await deps.engine.heartbeat(executionArn, opened.token))
}

async function follow(deps: Deps, token: BeatToken, outcome: TokenOutcome): Promise<void> {
  const { book, log } = deps
  const { attemptId, approvalId } = token
  const nowMs = deps.clock.monotonicMs()
  switch (outcome.kind) {
    case 'accepted':
      return book.beaten(attemptId, nowMs)
    case 'gone':
      return closeGone(deps, token)
    case 'retryLater':
      book.throttled(attemptId, nowMs)
      return book.postpone(attemptId, outcome.afterMs ?? ASK_AGAIN_MS, nowMs)
    // Whoever repairs the account's role hears of it from the answers that are parked for it.
    case 'noAccess':
    case 'unknown':
      return book.repeat(attemptId, nowMs)
    case 'refused':
      // The words of some engines for a task that has ended; the history tells whether it is that.
      if (isInvalidToken(outcome)) return closeGone(deps, token)
      log.error({ approvalId, error: outcome.error, alert: 'heartbeat_refused' }, 'heartbeat refused')
      return book.postpone(attemptId, REFUSED_MS, nowMs)
  }
}

async function closeGone(deps: Deps, token: BeatToken): Promise<void> {
  const result = await closeGoneApproval(deps, { ...token, otherwise: null })
  if (result.kind === 'closed' || result.kind === 'notOurs') deps.book.remove(token.attemptId)
  else {
    deps.log.warn({ approvalId: token.approvalId, result }, 'token is dead, the history does not tell why yet')
    deps.book.postpone(token.attemptId, ASK_AGAIN_MS, deps.clock.monotonicMs())
  }
}
