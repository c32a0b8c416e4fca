import type { EventType } from '@countersign/shared/events'
import type { ApprovalId, AttemptId, DecisionId, TeamId } from '@countersign/shared/ids'
import type { Json } from '@countersign/shared/json'
import type { ApprovalStatus, CallbackStatus } from '@countersign/shared/statuses'
import type {
  Actor,
  Approval,
  Attempt,
  Callback,
  CallbackBody,
  Closed,
  Comment,
  Deadline,
  Decision,
  PendingApproval,
  Vote,
} from '../domain/approval.ts'
import type { Policy } from '../domain/policy.ts'
import type { User } from '../domain/principal.ts'
import type { DeliveryStore } from './callback-queue.ts'

/**
 * One short database transaction (I1). No network call happens inside `work`. It commits when `work` resolves and rolls
 * back when it throws; serialization failures and deadlocks are retried by the adapter, so `work` may run more than once.
 */
export interface UnitOfWork {
  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T>
}

export interface Stores {
  /** I12: the database's clock. */
  now(): Promise<Date>
  readonly approvals: ApprovalStore
  readonly votes: VoteStore
  readonly decisions: DecisionStore
  readonly callbacks: CallbackStore
  /** Written by the worker: adapters/postgres/deliveries.ts. */
  readonly deliveries: DeliveryStore
  readonly comments: CommentStore
  readonly directory: DirectoryStore
  readonly audit: AuditLog
}

export interface AttemptGroup {
  readonly executionArn: string
  readonly stateName: string
  readonly itemKey: string | null
}

export interface ApprovalStore {
  find(id: ApprovalId): Promise<Approval | undefined>
  findByTokenHash(tokenHash: Uint8Array): Promise<{ approval: Approval; attempt: Attempt } | undefined>
  /** Serialises registrations of one attempt group until the transaction ends. */
  lockGroup(group: AttemptGroup): Promise<void>
  findByGroup(group: AttemptGroup): Promise<readonly Approval[]>
  insert(approval: PendingApproval, tokenHash: Uint8Array): Promise<void>
  /** A newer token joins: the old attempt becomes `superseded` (or stays closed) and the approval is pending again. */
  addAttempt(from: Approval, next: PendingApproval, tokenHash: Uint8Array): Promise<boolean>
  /**
   * The compare-and-swap (I1): moves the approval from exactly (`from.status`, `from.version`, `from.caseDigest`) to the
   * given status with version + 1. With `beforeDeadline` also only while the database's clock is before the deadline.
   * `false`: somebody else moved it first; read again.
   */
  change(from: Approval, next: ApprovalChange): Promise<boolean>
  /** The token can no longer be answered, or has been. */
  closeAttempt(id: AttemptId, at: Date): Promise<void>
  /** External heartbeats: the deadline moves; no version change. `false` when the attempt is not live. */
  recordExternalBeat(from: Approval, at: Date, deadline: Deadline | null): Promise<boolean>
}

export interface ApprovalChange {
  readonly to: ApprovalStatus
  readonly at: Date
  readonly beforeDeadline: boolean
  /** For `expired` and `withdrawn`. */
  readonly closed?: Closed
}

export interface VoteStore {
  /** Votes of the attempt that still count. */
  ofAttempt(approvalId: ApprovalId, attempt: number): Promise<readonly Vote[]>
  insert(approvalId: ApprovalId, vote: Vote): Promise<void>
  undo(approvalId: ApprovalId, attempt: number, at: Date): Promise<void>
}

export interface DecisionStore {
  insert(approvalId: ApprovalId, decision: Decision): Promise<void>
  /** The decision in force, and its callback. */
  inForce(approvalId: ApprovalId): Promise<{ decision: Decision; callback: Callback } | undefined>
  markUndone(id: DecisionId, at: Date): Promise<void>
}

export interface CallbackStore {
  insert(callback: NewCallback): Promise<void>
  /** Moves it only from exactly this status; `false` when it has moved. */
  change(id: Callback['id'], from: CallbackStatus, to: CallbackStatus, at: Date, detail?: string): Promise<boolean>
}

export interface NewCallback {
  readonly id: Callback['id']
  readonly approvalId: ApprovalId
  readonly decisionId: DecisionId
  readonly attemptId: AttemptId
  readonly executionArn: string
  readonly status: 'held' | 'queued'
  readonly body: CallbackBody
  readonly dueAt: Date
  readonly createdAt: Date
}

export interface CommentStore {
  insert(approvalId: ApprovalId, comment: Comment): Promise<void>
}

export interface DirectoryStore {
  user(id: string): Promise<User | undefined>
  team(id: TeamId): Promise<{ id: TeamId; name: string; defaultPolicy: string } | undefined>
  /** The current version of a policy, or a pinned one. */
  policy(name: string, version?: number): Promise<Policy | undefined>
}

/** One line of the log. The leaf is its canonical JSON with `seq` and `previousHash`; never a task token, never a case. */
export interface NewAuditEntry {
  readonly type: EventType | `key.${string}` | `session.${string}` | `security.${string}`
  readonly approvalId: ApprovalId | null
  readonly actor: Actor
  readonly at: Date
  readonly data: Readonly<Record<string, Json>>
}

export interface AuditLog {
  /** Takes the chain's lock until the transaction ends: call it last. Also notifies the event stream on commit. */
  append(...entries: readonly NewAuditEntry[]): Promise<void>
}
