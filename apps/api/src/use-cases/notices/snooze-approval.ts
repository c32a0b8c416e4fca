import type { ApprovalId } from '@countersign/shared/ids'
import { type SnoozeWish, snoozeUntil } from '../../domain/notices/snooze-until.ts'
import type { Watch } from '../../domain/notices/watch.ts'
import type { Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import { refuseEnded } from '../../domain/refuse-ended.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findWatcher } from './find-watcher.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface SnoozeApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly until: SnoozeWish
}

/** Takes an approval out of one person's queue for a while. Nobody else notices, and the clock goes on. */
export const snoozeApproval = (
  { unitOfWork }: Deps,
  { principal, approvalId, until }: SnoozeApprovalCommand,
): Promise<{ readonly kind: 'snoozed'; readonly watch: Watch } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const found = await findWatcher(stores, principal, approvalId)
    if (found.kind === 'refused') return found
    const { approval, user } = found
    if (approval.status !== 'pending') return refused(refuseEnded(approval))
    const preferences = await stores.preferences.find(user.id)
    const { muted } = await stores.watches.find(approvalId, user.id)
    const snoozedUntil = snoozeUntil(until, approval.deadline, preferences, await stores.now())
    await stores.watches.save(approvalId, user.id, { muted, snoozedUntil })
    return { kind: 'snoozed', watch: { muted, snoozedUntil } }
  })
