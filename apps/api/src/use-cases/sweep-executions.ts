import type { ApprovalId } from '@countersign/shared/ids'
import type { BeatBook } from '../domain/heartbeats/beat-book.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { WatchedApproval, WatchList } from '../ports/watch-list.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { closeGoneApproval } from './close-gone-approval.ts'

interface Deps {
  book: Pick<BeatBook, 'slowestIntervalMs'>
  watchList: Pick<WatchList, 'unproven'>
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'describe' | 'history'>
  unitOfWork: UnitOfWork
  metrics: Pick<Metrics, 'approvalClosed'>
  log: Log
}

/** No beat that got through for so long, and for so many intervals, proves nothing any more. */
const SILENT_MS = 60_000
const SILENT_INTERVALS = 2

interface Command {
  shards: readonly number[]
  /** Where the sweep before stopped; `null` begins anew. */
  afterId: ApprovalId | null
  limit: number
  /** Also looks into the histories of executions that still run, for tasks that ended inside them. */
  thorough: boolean
}

/**
 * One pass over approvals that no beat proves alive (flow 5): asks once per execution, and closes those whose execution
 * has ended.
 * @returns where the next pass goes on; `null` at the end of the list
 */
export async function sweepExecutions(
  deps: Deps,
  { shards, afterId, limit, thorough }: Command,
): Promise<{ closed: number; nextAfterId: ApprovalId | null }> {
  const silentMs = Math.max(SILENT_MS, SILENT_INTERVALS * deps.book.slowestIntervalMs())
  const approvals = await deps.watchList.unproven(shards, afterId, { limit, silentMs })
  const byExecution = new Map<string, WatchedApproval[]>()
  for (const approval of approvals)
    byExecution.set(approval.executionArn, [...(byExecution.get(approval.executionArn) ?? []), approval])
  const closed = await Promise.all(
    [...byExecution].map(([executionArn, waiting]) => sweep(deps, executionArn, waiting, thorough)),
  )
  const last = approvals.length < limit ? null : (approvals.at(-1)?.approvalId ?? null)
  return { closed: closed.reduce((sum, count) => sum + count, 0), nextAfterId: last }
}

async function sweep(
  deps: Deps,
  executionArn: string,
  waiting: readonly WatchedApproval[],
  thorough: boolean,
): Promise<number> {
  const state = await deps.engine.describe(executionArn)
  if (state.kind !== 'read') return 0
  if (state.value.status === 'RUNNING' && !thorough) return 0
  let closed = 0
  for (const approval of waiting) {
    const result = await closeGoneApproval(deps, { ...approval, otherwise: null })
    if (result.kind === 'closed') closed += 1
  }
  return closed
}
