import type { Case, Form, Outcome } from '@countersign/shared/case'
import type { ApprovalId, AttemptId, CallbackId, CommentId, DecisionId, TeamId, VoteId } from '@countersign/shared/ids'
import type { Json } from '@countersign/shared/json'
import type { KeptOut } from '@countersign/shared/policy-document'
import type {
  AttemptStatus,
  CallbackStatus,
  CloseReason,
  HeartbeatMode,
  OutcomeKind,
  Risk,
  Via,
} from '@countersign/shared/statuses'
import type { Plan, Standing } from './policy/plan.ts'

/** A person as the log and the workflow name them: the id never changes, the name is the one at that moment. */
export interface Person {
  readonly id: string
  readonly name: string
}

/** A policy version, as an approval pins it; what it means for the case is the approval's plan. */
export interface PolicyRef {
  readonly name: string
  readonly version: number
}

/** Who caused a change. `service` is Countersign itself, `workflow` is what Step Functions was found to have done. */
export interface Actor extends Person {
  readonly kind: 'user' | 'key' | 'integration' | 'service' | 'workflow'
}

/** Where the token comes from, as the context object says. */
export interface Source {
  readonly executionArn: string
  readonly stateMachineArn: string | null
  readonly stateName: string
  /** `$$.State.EnteredTime`, exactly as written. */
  readonly enteredTime: string | null
}

/** One task token (I6). Attempts of a group are ordered by (redriveCount, retryCount). */
export interface Attempt {
  readonly id: AttemptId
  readonly number: number
  readonly status: AttemptStatus
  readonly retryCount: number
  readonly redriveCount: number
  /** 0..63 */
  readonly shard: number
  readonly registeredAt: Date
  readonly closedAt: Date | null
}

export interface Deadline {
  readonly at: Date
  readonly because: (typeof DEADLINE_REASONS)[number]
  /** The history told the task's true figures; otherwise they are those of the registration. */
  readonly source?: 'history'
}

export const DEADLINE_REASONS = [
  'task timeout',
  'external heartbeat',
  'policy time-out',
  'policy failure',
  'policy success',
] as const

export interface Audience {
  readonly teams: readonly string[]
  readonly people: readonly string[]
}

/**
 * Somebody who had a part in bringing the case about and may not decide it, under every name they were known by when it
 * was registered. Kept with the approval: a rename, another e-mail or a re-created account gets round none of them.
 */
export interface Exclusion {
  readonly part: KeptOut
  /** In lower case, without blanks around. */
  readonly names: readonly string[]
}

/** Somebody looks after it at the moment; a lease that warns others and blocks nobody. */
export interface Claim {
  readonly by: Person
  readonly until: Date
}

export interface Closed {
  readonly at: Date
  readonly reason: CloseReason
  readonly detail: string | null
}

export interface Vote {
  readonly id: VoteId
  readonly by: Person
  /** The absent person whose vote it is, cast by somebody who stands in for them. */
  readonly onBehalfOf: Person | null
  readonly via: Via
  /** The stage it was cast in, and the seats of it that the voter could fill. */
  readonly stage: string
  readonly seats: readonly string[]
  readonly attempt: number
  readonly outcome: string
  readonly reason: string | null
  readonly comment: string | null
  readonly input: Readonly<Record<string, Json>> | null
  readonly caseDigest: string
  readonly at: Date
}

/** Immutable once made; `undoneAt` may be set while the callback is held. */
export interface Decision {
  readonly id: DecisionId
  readonly attempt: number
  readonly outcome: string
  readonly kind: OutcomeKind
  readonly label: string
  readonly reason: string | null
  /** failure: the error name the workflow sees */
  readonly error: string | null
  readonly comment: string | null
  readonly input: Readonly<Record<string, Json>> | null
  readonly decidedBy: readonly (Person & { readonly via: Via })[]
  readonly decidedAt: Date
  readonly undoUntil: Date | null
  readonly caseDigest: string
  readonly policy: PolicyRef
}

/** The exact bytes of every delivery attempt (I2). */
export type CallbackBody =
  | { readonly kind: 'success'; readonly output: string }
  | { readonly kind: 'failure'; readonly error: string; readonly cause: string }

export interface Callback {
  readonly id: CallbackId
  readonly decisionId: DecisionId
  readonly attemptId: AttemptId
  readonly status: CallbackStatus
  readonly dueAt: Date
}

export interface Comment {
  readonly id: CommentId
  readonly by: Person
  readonly via: Via
  readonly text: string
  readonly at: Date
}

interface ApprovalFacts {
  readonly id: ApprovalId
  readonly team: TeamId
  /** The pinned version it was opened with. */
  readonly policy: PolicyRef
  readonly plan: Plan
  /** Stages whose escalation has come due. */
  readonly escalated: readonly string[]
  readonly standing: Standing
  readonly exclusions: readonly Exclusion[]
  /** Who it was handed to; others who may decide still may. */
  readonly assignee: Person | null
  /** Whom a later stage or an escalation may ask, besides the team: they see it from the start. */
  readonly audience: Audience
  readonly claim: Claim | null
  readonly version: number
  readonly title: string
  readonly why: string | null
  readonly risk: Risk
  readonly case: Case
  readonly caseDigest: string
  readonly outcomes: readonly Outcome[]
  readonly form: Form | null
  readonly tags: Readonly<Record<string, string>>
  readonly requestedBy: Person | null
  readonly registeredByKey: string
  readonly undoSeconds: number
  readonly source: Source
  readonly itemKey: string | null
  /** The earlier approval whose task was retried or redriven into this one. */
  readonly follows: ApprovalId | null
  /** The newest attempt; live unless the approval has ended. */
  readonly attempt: Attempt
  readonly timeoutSeconds: number | null
  readonly heartbeat: { readonly mode: HeartbeatMode; readonly seconds: number } | null
  readonly deadline: Deadline | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type PendingApproval = ApprovalFacts & { readonly status: 'pending' }
export type DecidedApproval = ApprovalFacts & { readonly status: 'approved' | 'rejected'; readonly decision: Decision }
export type ClosedApproval = ApprovalFacts & { readonly status: 'expired' | 'withdrawn'; readonly closed: Closed }
export type Approval = PendingApproval | DecidedApproval | ClosedApproval
