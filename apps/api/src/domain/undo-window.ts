import type { Via } from '@countersign/shared/statuses'
import type { Deadline } from './approval.ts'

/** In the inbox a slip of the finger is likely, so people get this long by default; machines do not slip. */
const WEB_DEFAULT_SECONDS = 10
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
  const seconds = Math.min(requestedSeconds ?? (via === 'web' ? WEB_DEFAULT_SECONDS : 0), capSeconds)
  if (deadline && deadline.at.getTime() - now.getTime() < WINDOWS_BEFORE_DEADLINE * seconds * 1_000) return 0
  return seconds
}
