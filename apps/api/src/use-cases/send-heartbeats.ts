import type { BeatBook, BeatToken } from '../domain/beat-book.ts'
import { isInvalidToken } from '../domain/classify-error.ts'
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
  random: () => number
  metrics: Pick<Metrics, 'heartbeatLag' | 'approvalClosed'>
  log: Log
}

/** After a beat that did not get through: well before the next one, so that a heartbeat of two beats survives it. */
const RETRY_PART = 0.25
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
      retrySoon(deps, token, null)
    })
  })
}

async function beat(deps: Deps, token: BeatToken): Promise<void> {
  const opened = await openToken(deps, token)
  if (opened.kind !== 'opened') {
    deps.log.error({ approvalId: token.approvalId, opened: opened.kind }, 'cannot beat: no task token')
    retrySoon(deps, token, opened.kind === 'lost' ? 60_000 : null)
    return
  }
  // Zombie rule: whoever lost the lease keeps nothing alive any more; the successor does, or nobody should.
  if (!deps.book.mayBeat(token, deps.clock.monotonicMs())) {
    retrySoon(deps, token, null)
    return
  }
  const outcome = await deps.engine.heartbeat(token.executionArn, opened.token)
  await follow(deps, token, outcome)
}

async function follow(deps: Deps, token: BeatToken, outcome: TokenOutcome): Promise<void> {
  switch (outcome.kind) {
    case 'accepted':
      deps.book.beaten(token.attemptId, deps.clock.monotonicMs())
      return
    case 'gone':
      return closeGone(deps, token)
    case 'retryLater':
      retrySoon(deps, token, outcome.afterMs)
      return
    case 'unknown':
      retrySoon(deps, token, null)
      return
    case 'noAccess':
      return refuse(deps, token, outcome.error)
    case 'refused':
      // The words of some engines for a task that has ended; the history tells whether it is that.
      if (isInvalidToken(outcome)) return closeGone(deps, token)
      return refuse(deps, token, outcome.error)
  }
}

/** Only people can repair it, and the task may be lost meanwhile: told each time, tried at its own pace. */
function refuse(deps: Deps, { approvalId, attemptId }: BeatToken, error: string): void {
  deps.log.error({ approvalId, error, alert: 'heartbeat_refused' }, 'heartbeat refused')
  deps.book.postpone(attemptId, deps.book.intervalOf(attemptId), deps.clock.monotonicMs())
}

async function closeGone(deps: Deps, token: BeatToken): Promise<void> {
  const result = await closeGoneApproval(deps, { ...token, otherwise: null })
  if (result.kind === 'closed' || result.kind === 'notOurs') deps.book.remove(token.attemptId)
  else {
    deps.log.warn({ approvalId: token.approvalId, result }, 'token is dead, the history does not tell why yet')
    deps.book.postpone(token.attemptId, ASK_AGAIN_MS, deps.clock.monotonicMs())
  }
}

function retrySoon({ book, clock, random }: Deps, { attemptId }: BeatToken, afterMs: number | null): void {
  const patience = book.intervalOf(attemptId) * RETRY_PART
  book.postpone(attemptId, afterMs ?? patience * (0.5 + random() / 2), clock.monotonicMs())
}
