import type { ApprovalId } from '@countersign/shared/ids'
import type { AuditRow, Dossier } from '../../ports/approval-reader.ts'
import type { Job } from '../../ports/jobs.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/** What changed since the channels were told last, oldest first, and the approval as it stands by now. */
export interface Announcement {
  readonly dossier: Dossier
  readonly entries: readonly AuditRow[]
  /** When the channels are told. */
  readonly at: Date
}

/**
 * One channel's part: writes down what it has to send and adds its jobs. In the announcing transaction, so nothing is
 * told twice or lost; no network call here (I1).
 */
export type Announce = (stores: Stores, announcement: Announcement) => Promise<void>

/** An approval changes a dozen times in its life; more in one go would be a flood of comments. */
const MAX_ENTRIES = 200

/** Tells every channel what happened to these approvals, each change once and in the log's order. */
export async function announce(
  stores: Stores,
  channels: readonly Announce[],
  approvalIds: readonly ApprovalId[],
): Promise<void> {
  const told = await stores.announcements.lock(approvalIds)
  // Read after the lock: what is committed by now, in the order of the log.
  const news = await stores.reader.auditAfter(told, MAX_ENTRIES)
  const dossiers = await stores.reader.dossiers([...news.keys()])
  const at = await stores.now()
  const advanced = new Map<ApprovalId, number>()
  for (const [approvalId, entries] of news) {
    const dossier = dossiers.get(approvalId)
    const last = entries.at(-1)
    if (!dossier || !last) continue
    for (const channel of channels) await channel(stores, { dossier, entries, at })
    advanced.set(approvalId, last.seq)
    if (entries.length === MAX_ENTRIES) await stores.jobs.add(announceJob(approvalId))
  }
  await stores.announcements.advance(advanced)
}

/** For an approval that cannot be told together with others. */
export const announceJob = (approvalId: ApprovalId): Job => ({
  name: 'announce',
  payload: { approvalId },
  key: `announce:${approvalId}`,
})
