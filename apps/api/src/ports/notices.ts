import type { ApprovalId, UserId } from '@countersign/shared/ids'
import type { Preferences } from '@countersign/shared/preferences'
import type { Watch } from '../domain/notices/watch.ts'

/** What people wish to hear of, inside a transaction. */
export interface WatchStore {
  /** Now, or `NO_WISH`. */
  find(approvalId: ApprovalId, userId: UserId): Promise<Watch>
  save(approvalId: ApprovalId, userId: UserId, watch: Watch): Promise<void>
}

export interface PreferenceStore {
  /** What they said, or the defaults. */
  find(userId: UserId): Promise<Preferences>
  save(userId: UserId, preferences: Preferences): Promise<void>
}
