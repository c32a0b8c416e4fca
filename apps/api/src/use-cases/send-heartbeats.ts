import { isInvalidToken } from '../domain/classify-error.ts'
import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { BeatToken } from '../domain/heartbeats/beat-token.ts'
import type { TokenOutcome } from '../domain/token-outcome.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { openToken } from './open-token.ts'

interface Deps {
  book: BeatBook
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'heartbeat'>
  clock: Clock
  metrics: Pick<Metrics, 'heartbeatLag'>
  log: Log
}

/** A token that is not in the vault comes back by an operator's hand, if at all. */
const LOST_MS = 60_000
/** A permission that is missing is repaired by hand, and well within most heartbeats. */
const REFUSED_MS = 5_000
/** After a throttled beat that says nothing of when to come back. */
const THROTTLED_MS = 500

/**
 * One pass of flow 4: beats what is due, the heartbeat missed soonest first. A beat is also the cheapest question
 * whether the task still waits: what is "gone" is beaten no more, and looked into elsewhere, because histories are read
 * slowly and a thousand dead tokens must not hold up the beats of the living.
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
  follow(deps, token, await deps.engine.heartbeat(executionArn, opened.token))
}

function follow(deps: Deps, token: BeatToken, outcome: TokenOutcome): void {
  const { book, log } = deps
  const { attemptId, approvalId } = token
  const nowMs = deps.clock.monotonicMs()
  switch (outcome.kind) {
    case 'accepted':
      book.beaten(attemptId, nowMs)
      break
    case 'gone':
      book.gone(attemptId)
      break
    case 'retryLater':
      book.throttled(attemptId, nowMs)
      book.postpone(attemptId, outcome.afterMs ?? THROTTLED_MS, nowMs)
      break
    // Whoever repairs the account's role hears of it from the answers that are parked for it.
    case 'noAccess':
    case 'unknown':
      book.repeat(attemptId, nowMs)
      break
    case 'refused':
      // The words of some engines for a task that has ended; the history tells whether it is that.
      if (isInvalidToken(outcome)) book.gone(attemptId)
      else {
        log.error({ approvalId, error: outcome.error, alert: 'heartbeat_refused' }, 'heartbeat refused')
        book.postpone(attemptId, REFUSED_MS, nowMs)
      }
  }
}
