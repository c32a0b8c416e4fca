import type { Via } from '@countersign/shared/statuses'
import type { Deadline } from './approval.ts'

/** Where people press buttons a slip of the finger is likely, so they get this long by default; machines do not slip. */
const DEFAULT_SECONDS: Record<Via, number> = { web: 10, slack: 10, email: 10, api: 0, callback: 0, policy: 0 }
/** With less than this many windows left before the deadline the answer goes out at once. */
const WINDOWS_BEFORE_DEADLINE = 3

export interface UndoWish {
  readonly requestedSeconds: number | undefined
  readonly via: Via
  /** What the approval allows at most. */
  readonly capSeconds: number
  readonly deadline: Deadline | null
  readonly now: Date
}

/** How long the callback is held so that the decision can be undone, in seconds; 0 sends it at once. */
export function undoWindowSeconds({ requestedSeconds, via, capSeconds, deadline, now }: UndoWish): number {
  const seconds = Math.min(requestedSeconds ?? DEFAULT_SECONDS[via], capSeconds)
  if (deadline && deadline.at.getTime() - now.getTime() < WINDOWS_BEFORE_DEADLINE * seconds * 1_000) return 0
  return seconds
}
