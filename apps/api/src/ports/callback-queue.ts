import type { ApprovalId, AttemptId, CallbackId, DecisionId } from '@countersign/shared/ids'
import type { CallbackBody } from '../domain/approval.ts'
import type { Evidence, LastReply, Settlement } from '../domain/callback-transition.ts'
import type { EngineScope } from '../domain/outages.ts'

/** `send`: held and queued callbacks that are due. `judge`: sent ones whose reply proves nothing, and crashed deliveries. */
export type Lane = 'send' | 'judge'

/** Which delivery may record an outcome: the one holding the newest fence (I3). */
export interface LeaseRef {
  readonly callbackId: CallbackId
  readonly fence: bigint
  /** The attempt row written with the lease. */
  readonly attemptNumber: number
}

export interface CallbackLease extends LeaseRef {
  readonly approvalId: ApprovalId
  readonly attemptId: AttemptId
  readonly decisionId: DecisionId
  readonly executionArn: string
  readonly body: CallbackBody
  /** Calls already made that may have been executed. Above zero, a resend is harmless but never first (I4). */
  readonly ambiguousSends: number
  readonly lastReply: LastReply
  /** Milliseconds since the decision. */
  readonly ageMs: number
  /** Milliseconds since it could have been sent: the decision, or the end of its undo window. */
  readonly lagMs: number
  /** Milliseconds until the task's own deadline, by the database's clock; `null` when none is known. */
  readonly deadlineInMs: number | null
}

export interface LeaseOptions {
  readonly owner: string
  readonly leaseMs: number
  readonly limit: number
  /** Only of these scopes. */
  readonly only?: readonly EngineScope[]
  /** Nothing of these: their engine does not answer. */
  readonly closed?: readonly EngineScope[]
}

/** A confirmed callback whose history event has not been looked up yet. */
export interface EvidenceGap {
  readonly callbackId: CallbackId
  readonly approvalId: ApprovalId
  readonly attemptId: AttemptId
  readonly decisionId: DecisionId
  readonly executionArn: string
  /** Milliseconds since it was confirmed. */
  readonly ageMs: number
}

export interface ParkedCallback {
  readonly approvalId: ApprovalId
  readonly since: Date
  readonly detail: string
}

/**
 * The due callbacks. Leases are counted by the database's clock (I12); taking one raises its fence and writes its
 * attempt row in the same statement, so that a crash at any later point leaves a trace to judge (I3).
 */
export interface CallbackQueue {
  /** Soonest task deadline first; never one that another live worker holds. */
  lease(lane: Lane, options: LeaseOptions): Promise<readonly CallbackLease[]>
  /**
   * Milliseconds until the lane's next callback is due, those of the closed scopes left aside; `null` when it is empty.
   * Never negative.
   */
  nextDueInMs(lane: Lane, closed?: readonly EngineScope[]): Promise<number | null>
  evidenceGaps(limit: number): Promise<readonly EvidenceGap[]>
  nextEvidenceInMs(): Promise<number | null>
  /** What waits for an operator, longest first. */
  parked(): Promise<readonly ParkedCallback[]>
  /** Looks for the evidence again later. */
  postponeEvidence(id: CallbackId, delayMs: number): Promise<void>
}

/** The deliveries, inside a unit of work. */
export interface DeliveryStore {
  /**
   * Writes the outcome to the callback and its attempt row, and closes the task attempt that is over.
   * @returns when; `undefined`: the fence has risen or the lease was given up, nothing was changed (I3)
   */
  settle(lease: LeaseRef, settlement: Settlement): Promise<Date | undefined>
  /** Adds the history event to a confirmed callback that has none. `false` when it has one. */
  attachEvidence(id: CallbackId, event: Evidence): Promise<boolean>
}
