import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { OverdueApproval, WatchList } from '../ports/watch-list.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { closeGoneApproval } from './close-gone-approval.ts'

interface Deps {
  book: BeatBook
  watchList: Pick<WatchList, 'overdue' | 'nextDeadlineInMs'>
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
  clock: Clock
  metrics: Pick<Metrics, 'approvalClosed'>
  log: Log
}

/**
 * The engine starts its clock a little after the state was entered, so it gives up a little after our deadline. For so
 * long it is asked; then the clock decides, whatever the engine still says or fails to say.
 */
const GRACE_MS = 2_000
/** How long until an overdue approval is looked at again within the grace. */
const LOOK_AGAIN_MS = 250

/**
 * One pass over approvals whose deadline has passed (I12: by the database's clock). Within the grace a beat asks the
 * engine, which closes the approval as soon as the engine has given up; after it, the approval expires by the clock.
 * @returns when to look again; `null`: no deadline is known
 */
export async function expireApprovals(
  deps: Deps,
  { shards, limit }: { shards: readonly number[]; limit: number },
): Promise<{ closed: number; nextInMs: number | null }> {
  const overdue = await deps.watchList.overdue(shards, limit)
  const results = await Promise.all(overdue.map((approval) => expire(deps, approval)))
  const closed = results.filter(Boolean).length
  if (closed < overdue.length) return { closed, nextInMs: LOOK_AGAIN_MS }
  if (overdue.length === limit) return { closed, nextInMs: 0 }
  return { closed, nextInMs: await deps.watchList.nextDeadlineInMs(shards) }
}

async function expire(deps: Deps, approval: OverdueApproval): Promise<boolean> {
  const { approvalId, because, overdueMs } = approval
  if (overdueMs < GRACE_MS) {
    deps.book.hasten(approval.attemptId, deps.clock.monotonicMs())
    return false
  }
  const otherwise = because === 'external heartbeat' ? 'heartbeat_missed' : 'task_timed_out'
  try {
    const result = await closeGoneApproval(deps, { ...approval, otherwise })
    return result.kind === 'closed' || result.kind === 'notOurs'
  } catch (error) {
    deps.log.error({ err: error, approvalId }, 'expiring broke off')
    return false
  }
}
