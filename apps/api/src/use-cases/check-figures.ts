import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import { COUNTERSIGN } from '../domain/own-actors.ts'
import { correctFigures, figuresOf, type TaskFigures } from '../domain/task-figures.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import type { UncheckedAttempt, WatchList } from '../ports/watch-list.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { openToken } from './open-token.ts'

interface Deps {
  book: BeatBook
  watchList: Pick<WatchList, 'unchecked' | 'markChecked'>
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
  clock: Clock
  log: Log
}

interface Command {
  shards: readonly number[]
  /** Histories read in one pass: each is a call of a small quota that decisions need more. */
  executions: number
}

/** All attempts of an execution are found in one history, so they are looked at together. */
const TOGETHER = 200

/**
 * One pass over attempts whose timeouts nobody has compared with the execution's history: where the registration told
 * other figures than the engine goes by, the true ones count from now on, for the deadline and for our heartbeats. Asked
 * once; where the history may not be read, or does not name the token, the registration is believed.
 * @returns whether there may be more
 */
export async function checkFigures(deps: Deps, { shards, executions }: Command): Promise<boolean> {
  const attempts = await deps.watchList.unchecked(shards, TOGETHER)
  const arns = [...new Set(attempts.map(({ executionArn }) => executionArn))]
  for (const executionArn of arns.slice(0, executions))
    await checkExecution(
      deps,
      executionArn,
      attempts.filter((attempt) => attempt.executionArn === executionArn),
    )
  return arns.length > executions || attempts.length === TOGETHER
}

async function checkExecution(deps: Deps, executionArn: string, attempts: readonly UncheckedAttempt[]): Promise<void> {
  const page = await deps.engine.history(executionArn)
  // Too busy, or out of reach for the moment: these come round again.
  if (page.kind === 'unavailable') return
  const events = page.kind === 'read' ? page.value.events : []
  for (const attempt of events.length > 0 ? attempts : []) {
    const opened = await openToken(deps, attempt)
    const figures = opened.kind === 'opened' ? figuresOf(events, opened.token) : undefined
    if (figures) await correct(deps, attempt, figures)
  }
  await deps.watchList.markChecked(attempts.map(({ attemptId }) => attemptId))
}

async function correct(deps: Deps, attempt: UncheckedAttempt, figures: TaskFigures): Promise<void> {
  const { approvalId, attemptId } = attempt
  const corrected = await deps.unitOfWork.transaction((stores) => write(stores, attempt, figures))
  if (!corrected) return
  deps.log.warn({ approvalId, attemptId }, 'the registration told other timeouts than the execution history')
  deps.book.retime(attemptId, corrected.heartbeat?.seconds ?? null, deps.clock.monotonicMs())
}

async function write(stores: Stores, { approvalId, attemptId, lastBeatAt }: UncheckedAttempt, figures: TaskFigures) {
  const approval = await stores.approvals.find(approvalId)
  if (approval?.status !== 'pending' || approval.attempt.id !== attemptId) return null
  const corrected = correctFigures(approval, figures, lastBeatAt)
  const at = await stores.now()
  if (!corrected || !(await stores.approvals.correctFigures(approval, corrected, at))) return null
  await stores.audit.append({
    type: 'attempt.figures_corrected',
    approvalId,
    actor: COUNTERSIGN,
    at,
    data: {
      attempt: approval.attempt.number,
      registered: { timeoutSeconds: approval.timeoutSeconds, heartbeatSeconds: approval.heartbeat?.seconds ?? null },
      history: { timeoutSeconds: figures.timeoutSeconds, heartbeatSeconds: figures.heartbeatSeconds },
      deadlineAt: corrected.deadline?.at.toISOString() ?? null,
    },
  })
  return corrected
}
