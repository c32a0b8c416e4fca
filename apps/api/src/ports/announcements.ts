import type { ApprovalId } from '@countersign/shared/ids'

/** How far an approval's audit entries have been told to the channels. */
export interface AnnouncementStore {
  /** The sequence number told last; 0 before the first. Locks it until the transaction ends. */
  lock(approvalId: ApprovalId): Promise<number>
  advance(approvalId: ApprovalId, seq: number): Promise<void>
}
