import type { ApprovalId } from '@countersign/shared/ids'
import type { Watch } from '../../domain/notices/watch.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findWatcher } from './find-watcher.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface MuteApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly muted: boolean
}

/** No further notice about an approval to one person; it stays in their queue, because it still waits for them. */
export const muteApproval = (
  { unitOfWork }: Deps,
  { principal, approvalId, muted }: MuteApprovalCommand,
): Promise<{ readonly kind: 'muted'; readonly watch: Watch } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const found = await findWatcher(stores, principal, approvalId)
    if (found.kind === 'refused') return found
    const { snoozedUntil } = await stores.watches.find(approvalId, found.user.id)
    await stores.watches.save(approvalId, found.user.id, { muted, snoozedUntil })
    return { kind: 'muted', watch: { muted, snoozedUntil } }
  })
