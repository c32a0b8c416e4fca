import type { ApprovalId } from '@countersign/shared/ids'

/** A line of the log, without what it says. */
export interface LogLine {
  readonly seq: number
  readonly type: string
  readonly approvalId: ApprovalId | null
}

/** How far the log has been told to the channels: as a whole, and of each approval. */
export interface AnnouncementStore {
  /**
   * The lines after the last one told, oldest first, at most `limit`. None while a peer tells them: the place is locked
   * until the transaction ends.
   */
  untold(limit: number): Promise<readonly LogLine[]>
  /** Everything up to `seq` is told, or somebody's job. */
  advanceTo(seq: number): Promise<void>
  /** The sequence number told last of each approval; 0 before the first. Locks them until the transaction ends. */
  lock(approvalIds: readonly ApprovalId[]): Promise<ReadonlyMap<ApprovalId, number>>
  advance(told: ReadonlyMap<ApprovalId, number>): Promise<void>
}
