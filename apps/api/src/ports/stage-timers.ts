import type { ApprovalId } from '@countersign/shared/ids'
import type { Timer } from '../domain/policy/timers.ts'

/** One stage of one attempt. */
export interface StageKey {
  readonly approvalId: ApprovalId
  readonly attempt: number
  readonly stage: string
}

export interface StageTimerStore {
  /** What is planned already stays as it is. */
  plan(key: StageKey, timers: readonly Timer[]): Promise<void>
  /** Those that have done nothing yet, in the order of their times. */
  open(key: StageKey): Promise<readonly Timer[]>
  settle(key: StageKey, timers: readonly Timer[], at: Date): Promise<void>
  /** Approvals whose waiting stage may still be escalated, in the order of their ids, behind `after`. */
  awaitingEscalation(after: string, limit: number): Promise<readonly ApprovalId[]>
}
