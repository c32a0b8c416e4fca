import type { ApprovalId } from '@countersign/shared/ids'
import type { AuditRow, Dossier } from '../../ports/approval-reader.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'

/** What changed since the channels were told last, oldest first, and the approval as it stands by now. */
export interface Announcement {
  readonly dossier: Dossier
  readonly entries: readonly AuditRow[]
}

/**
 * One channel's part: writes down what it has to send and adds its jobs. In the announcing transaction, so nothing is
 * told twice or lost; no network call here (I1).
 */
export type Announce = (stores: Stores, announcement: Announcement) => Promise<void>

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly channels: readonly Announce[]
}

/** An approval changes a dozen times in its life; more in one go would be a flood of comments. */
const MAX_ENTRIES = 200

/** Tells every channel what happened to an approval, each change once and in the log's order. */
export async function announceApproval(deps: Deps, approvalId: ApprovalId): Promise<void> {
  await deps.unitOfWork.transaction(async (stores) => {
    const told = await stores.announcements.lock(approvalId)
    // Read after the lock: what is committed by now, in the order of the log.
    const entries = await stores.reader.audit(approvalId, told, MAX_ENTRIES)
    const last = entries.at(-1)
    if (!last) return
    const dossier = await stores.reader.dossier(approvalId)
    if (!dossier) return
    for (const announce of deps.channels) await announce(stores, { dossier, entries })
    await stores.announcements.advance(approvalId, last.seq)
    if (entries.length === MAX_ENTRIES)
      await stores.jobs.add({ name: 'announce', payload: { approvalId }, key: `announce:${approvalId}` })
  })
}
