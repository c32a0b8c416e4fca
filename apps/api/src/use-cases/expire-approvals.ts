import type { Deadline } from '../domain/approval.ts'
import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Clock } from '../ports/clock.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { OverdueApproval, WatchList } from '../ports/watch-list.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { closeGoneApproval } from './close-gone-approval.ts'
import { expireByPolicy } from './expire-by-policy.ts'

interface Deps {
  book: BeatBook
  watchList: Pick<WatchList, 'overdue' | 'nextDeadlineInMs'>
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
  identifiers: Identifiers
  clock: Clock
  metrics: Pick<Metrics, 'approvalClosed'>
  log: Log
}

/**
 * The engine starts its clock a little after the state was entered, so it gives up a little after our deadline. For so
 * long it is asked; then the clock decides, whatever the engine still says or fails to say.
 */
const GRACE_MS = 2_000
/** Deadlines of the engine; all others are of the policy. */
const OF_THE_ENGINE: ReadonlySet<Deadline['because']> = new Set(['task timeout', 'external heartbeat'])
/** How long until an overdue approval is looked at again within the grace. */
const LOOK_AGAIN_MS = 250

/**
 * One pass over approvals whose deadline has passed (I12: by the database's clock). Where the engine is to give up, a beat
 * asks it within the grace, which closes the approval as soon as it has; after it, the approval expires by the clock.
 * Where the policy ends the wait, it does so at once.
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
  try {
    return OF_THE_ENGINE.has(approval.because) ? await giveUp(deps, approval) : await endByPolicy(deps, approval)
  } catch (error) {
    deps.log.error({ err: error, approvalId: approval.approvalId }, 'expiring broke off')
    return false
  }
}

async function giveUp(deps: Deps, approval: OverdueApproval): Promise<boolean> {
  if (approval.overdueMs < GRACE_MS) {
    deps.book.hasten(approval.attemptId, deps.clock.monotonicMs())
    return false
  }
  const otherwise = approval.because === 'external heartbeat' ? 'heartbeat_missed' : 'task_timed_out'
  const result = await closeGoneApproval(deps, { ...approval, otherwise })
  return result.kind === 'closed' || result.kind === 'notOurs'
}

/** The policy's time is ours to keep: no engine has to agree. */
async function endByPolicy(deps: Deps, { approvalId, attemptId }: OverdueApproval): Promise<boolean> {
  const reason = await expireByPolicy(deps, { approvalId, attemptId })
  if (reason === 'policy_expired') deps.book.remove(attemptId)
  if (reason) deps.metrics.approvalClosed(reason)
  return true
}
