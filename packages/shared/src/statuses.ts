/**
 * The statuses of an approval, of its attempts and of its callback, and the only legal transitions between them.
 * One table serves the domain (which alone computes a next status), the UI (which disables buttons by it)
 * and the SQL check constraints (generated from it).
 */
export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn'] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

/**
 * `approved | rejected → pending` is undo while the callback is held. `expired | withdrawn → pending` is a Retry or a
 * redrive that brings a new token for the same task. A decision that was sent is final.
 */
export const APPROVAL_TRANSITIONS = {
  pending: ['approved', 'rejected', 'expired', 'withdrawn'],
  approved: ['pending'],
  rejected: ['pending'],
  expired: ['pending'],
  withdrawn: ['pending'],
} as const satisfies Record<ApprovalStatus, readonly ApprovalStatus[]>

/** `live`: its token can still be answered · `superseded`: a newer attempt took over · `closed`: answered or gone. */
export const ATTEMPT_STATUSES = ['live', 'superseded', 'closed'] as const
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number]

export const CALLBACK_STATUSES = [
  'held',
  'queued',
  'sending',
  'unconfirmed',
  'confirmed',
  'closed_elsewhere',
  'too_late',
  'parked',
  'undone',
] as const
export type CallbackStatus = (typeof CALLBACK_STATUSES)[number]

/**
 * `held` waits for the undo window · `queued` is due · `sending` is leased by a worker · `unconfirmed` was sent and the
 * reply proves nothing (I4), so the execution history is asked · `parked` needs an operator (access denied, KMS,
 * a bug) and goes back to `queued` when repaired.
 */
export const CALLBACK_TRANSITIONS = {
  held: ['queued', 'sending', 'undone', 'too_late'],
  queued: ['sending', 'too_late'],
  sending: ['queued', 'unconfirmed', 'confirmed', 'closed_elsewhere', 'too_late', 'parked'],
  unconfirmed: ['sending', 'queued', 'confirmed', 'closed_elsewhere', 'too_late', 'parked'],
  confirmed: [],
  closed_elsewhere: [],
  too_late: [],
  parked: ['queued', 'sending'],
  undone: [],
} as const satisfies Record<CallbackStatus, readonly CallbackStatus[]>

export const OUTCOME_KINDS = ['success', 'failure'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

export const RISKS = ['low', 'medium', 'high'] as const
export type Risk = (typeof RISKS)[number]

export const ROLES = ['reviewer', 'admin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

export const HEARTBEAT_MODES = ['service', 'external'] as const
export type HeartbeatMode = (typeof HEARTBEAT_MODES)[number]

/** `policy`: a rule of the policy decided, nobody else. */
export const VIAS = ['web', 'api', 'slack', 'callback', 'email', 'policy'] as const
export type Via = (typeof VIAS)[number]

/** Why a pending approval ended without a decision. Shown to people; stored with the approval. */
export const CLOSE_REASONS = [
  'task_timed_out',
  'heartbeat_missed',
  'execution_aborted',
  'execution_timed_out',
  'execution_failed',
  'execution_succeeded',
  'sibling_failed',
  'answered_elsewhere',
  'cancelled_by_requester',
  'task_gone',
  'policy_expired',
  'policy_answered',
] as const
export type CloseReason = (typeof CLOSE_REASONS)[number]

export const canMove = (from: ApprovalStatus, to: ApprovalStatus): boolean =>
  (APPROVAL_TRANSITIONS[from] as readonly ApprovalStatus[]).includes(to)

export const canMoveCallback = (from: CallbackStatus, to: CallbackStatus): boolean =>
  (CALLBACK_TRANSITIONS[from] as readonly CallbackStatus[]).includes(to)

/** A callback in one of these still has something to happen to it. */
export const isCallbackOpen = (status: CallbackStatus): boolean => CALLBACK_TRANSITIONS[status].length > 0
