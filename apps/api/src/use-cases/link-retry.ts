import type { ApprovalId } from '@countersign/shared/ids'
import type { HistoryEvent } from '../domain/history-event.ts'
import { scheduledWith } from '../domain/judge-history.ts'
import { COUNTERSIGN } from '../domain/own-actors.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { openToken } from './open-token.ts'

interface Deps {
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
}

/**
 * A retry that registered while the engine could not be asked stands beside the approval that it continues. The history
 * tells them together: what Step Functions schedules right after the event that closed the first token carries the
 * second. Then the two are one lineage, so the next retry joins it. Both keep their votes and addresses apart.
 */
export async function linkRetry(
  deps: Deps,
  { approvalId, executionArn }: { readonly approvalId: ApprovalId; readonly executionArn: string },
  closing: HistoryEvent,
): Promise<void> {
  const later = await deps.unitOfWork.transaction(({ approvals }) => approvals.laterOf(approvalId))
  if (later.length === 0) return
  const next = await findNext(deps, executionArn, closing)
  for (const each of next ? later : []) {
    const opened = await openToken(deps, { attemptId: each.attemptId, executionArn })
    if (opened.kind === 'opened' && next && scheduledWith([next], opened.token))
      return link(deps, each.approvalId, approvalId)
  }
}

async function findNext({ engine }: Deps, executionArn: string, closing: HistoryEvent) {
  let nextToken: string | undefined
  for (;;) {
    const page = await engine.history(executionArn, nextToken)
    if (page.kind !== 'read') return undefined
    const found = page.value.events.find(
      ({ type, previousEventId }) => type === 'TaskScheduled' && previousEventId === closing.id,
    )
    // Newest first: what follows the closing event cannot lie behind it.
    const isPast = page.value.events.some(({ id }) => id <= closing.id)
    if (found || isPast || page.value.nextToken === null) return found
    nextToken = page.value.nextToken
  }
}

async function link({ unitOfWork }: Deps, id: ApprovalId, follows: ApprovalId): Promise<void> {
  await unitOfWork.transaction(async (stores) => {
    if (!(await stores.approvals.link(id, follows))) return
    const at = await stores.now()
    const entry = { type: 'attempt.linked', actor: COUNTERSIGN, at } as const
    await stores.audit.append({ ...entry, approvalId: id, data: { follows } })
  })
}
