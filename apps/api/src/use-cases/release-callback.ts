import type { ApprovalId } from '@countersign/shared/ids'
import type { Actor } from '../domain/approval.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

/**
 * An operator has repaired what made Step Functions refuse a delivery: the same bytes go out again (I2). Calls made
 * before it was parked stay on record, so an answer that did arrive is still recognised by the history.
 */
export async function releaseCallback(
  { unitOfWork }: Deps,
  { approvalId, actor }: { approvalId: ApprovalId; actor: Actor },
): Promise<'released' | 'notParked'> {
  return unitOfWork.transaction(async (stores) => {
    const found = await stores.decisions.inForce(approvalId)
    if (found?.callback.status !== 'parked') return 'notParked'
    const { id, decisionId } = found.callback
    const at = await stores.now()
    if (!(await stores.callbacks.change(id, 'parked', 'queued', at))) return 'notParked'
    const data = { callbackId: id, decisionId }
    await stores.audit.append({ type: 'security.callback_released', approvalId, actor, at, data })
    return 'released'
  })
}
