import type { ApprovalId, AttemptId, DecisionId, IntegrationId, KeyId, SecretId, TeamId } from '@countersign/shared/ids'
import type { PolicyDocument } from '@countersign/shared/policy-document'
import type { ApprovalStatus, CallbackStatus } from '@countersign/shared/statuses'
import type {
  Approval,
  Attempt,
  Callback,
  CallbackBody,
  Claim,
  Closed,
  Comment,
  Deadline,
  Decision,
  PendingApproval,
  Person,
  PolicyRef,
  Vote,
} from '../domain/approval.ts'
import type { NewAuditEntry } from '../domain/audit-leaf.ts'
import type { EarlierParts } from '../domain/inherited-parts.ts'
import type { Lineage } from '../domain/match-attempt.ts'
import type { Past } from '../domain/policy/condition-facts.ts'
import type { Asked, Plan, Standing } from '../domain/policy/plan.ts'
import type { ApiKey, Integration, Scope, User } from '../domain/principal.ts'

export type { NewAuditEntry }

import type { AccountStore } from './accounts.ts'
import type { AnnouncementStore } from './announcements.ts'
import type { ApprovalReader } from './approval-reader.ts'
import type { AuditTreeStore } from './audit/audit-tree.ts'
import type { DeliveryStore } from './callback-queue.ts'
import type { DelegationStore } from './delegations.ts'
import type { IntegrationStore, ReceivedMessageStore } from './integrations.ts'
import type { JobStore } from './jobs.ts'
import type { NoticeStore, PreferenceStore, ReminderStore, WatchStore } from './notices.ts'
import type { PolicyStore } from './policies.ts'
import type { SlackInbox, SlackLinks } from './slack-inbound.ts'
import type { SlackStore } from './slack-store.ts'
import type { StageTimerStore } from './stage-timers.ts'
import type { WebhookStore } from './webhooks.ts'

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
  /** Reads on the transaction's own connection: one that waited for a second could wait for itself. */
  readonly reader: ApprovalReader
  readonly approvals: ApprovalStore
  readonly votes: VoteStore
  readonly decisions: DecisionStore
  readonly callbacks: CallbackStore
  /** Written by the worker: adapters/postgres/deliveries.ts. */
  readonly deliveries: DeliveryStore
  readonly comments: CommentStore
  readonly evidence: EvidenceStore
  readonly reveals: RevealStore
  readonly accounts: AccountStore
  readonly directory: DirectoryStore
  readonly policies: PolicyStore
  readonly keys: KeyStore
  readonly audit: AuditLog
  readonly auditTree: AuditTreeStore
  readonly announcements: AnnouncementStore
  readonly jobs: JobStore
  readonly integrations: IntegrationStore
  readonly messages: ReceivedMessageStore
  readonly slack: SlackStore
  readonly slackInbox: SlackInbox
  readonly slackLinks: SlackLinks
  readonly webhooks: WebhookStore
  readonly watches: WatchStore
  readonly preferences: PreferenceStore
  readonly notices: NoticeStore
  readonly reminders: ReminderStore
  readonly stageTimers: StageTimerStore
  readonly delegations: DelegationStore
}

export interface AttemptGroup {
  readonly executionArn: string
  readonly stateName: string
  readonly itemKey: string | null
}

export interface ApprovalStore {
  find(id: ApprovalId): Promise<Approval | undefined>
  /**
   * Nobody else changes it until the transaction ends. Whoever judges an approval by its votes locks it before reading
   * either: read one after the other, they would be of two moments, and what they say together was never true.
   */
  lock(id: ApprovalId): Promise<void>
  findByTokenHash(tokenHash: Uint8Array): Promise<{ approval: Approval; attempt: Attempt } | undefined>
  /** Serialises registrations of one token, and of one attempt group, until the transaction ends. */
  lockRegistration(tokenHash: Uint8Array, group: AttemptGroup): Promise<void>
  findByGroup(group: AttemptGroup): Promise<readonly Lineage[]>
  /** Who had a part in what was asked in the same execution and state, of any item that may be this one. */
  partsBefore(group: AttemptGroup): Promise<readonly EarlierParts[]>
  /** Pending approvals of the same group with a later attempt, that continue none so far. */
  laterOf(id: ApprovalId): Promise<readonly { readonly approvalId: ApprovalId; readonly attemptId: AttemptId }[]>
  /** One approval continues the other. `false`: it continues one already. */
  link(id: ApprovalId, follows: ApprovalId): Promise<boolean>
  /** What became of the cases that somebody asked about under a policy since then. */
  pastOf(question: PastQuestion): Promise<Past>
  insert(approval: PendingApproval, tokenHash: Uint8Array): Promise<void>
  /** A newer token joins: the old attempt becomes `superseded` (or stays closed) and the approval is pending again. */
  addAttempt(from: Approval, next: PendingApproval, tokenHash: Uint8Array): Promise<boolean>
  /** A token that came too late is known from now on; the approval stays as it is. */
  insertPastAttempt(id: ApprovalId, attempt: Attempt, tokenHash: Uint8Array): Promise<void>
  /**
   * The compare-and-swap (I1): moves the approval from exactly (`from.status`, `from.version`, `from.caseDigest`) to the
   * given status with version + 1. With `beforeDeadline` also only while the database's clock is before the deadline.
   * `false`: somebody else moved it first; read again.
   */
  change(from: Approval, next: ApprovalChange): Promise<boolean>
  /** No version change: nothing a vote must know of. `false`: somebody else's claim is there by now, or it is over. */
  changeClaim(from: Approval, claim: Claim | null): Promise<boolean>
  /** The same for who it was handed to. */
  assign(from: Approval, assignee: Person | null): Promise<boolean>
  /** The token can no longer be answered, or has been. */
  closeAttempt(id: AttemptId, at: Date): Promise<void>
  /** The live attempt asks under another version of its policy. `false`: somebody changed the approval first. */
  repin(from: PendingApproval, next: PendingApproval): Promise<boolean>
  /** External heartbeats: the deadline moves; no version change. `false` when the attempt is not live. */
  recordExternalBeat(from: Approval, at: Date, deadline: Deadline | null): Promise<boolean>
  /** The history knows better; no version change, the question stays the same. `false` when it is no longer asked. */
  correctFigures(
    from: Approval,
    figures: Pick<Approval, 'timeoutSeconds' | 'heartbeat' | 'deadline'>,
    at: Date,
  ): Promise<boolean>
}

export interface PastQuestion {
  readonly policy: string
  readonly requestedBy: string
  readonly since: Date
  /** The approval that asks. */
  readonly except: ApprovalId | null
}

export interface ApprovalChange {
  readonly to: ApprovalStatus
  readonly at: Date
  readonly beforeDeadline: boolean
  /** After a vote or its undoing. */
  readonly standing?: Standing
  /** After an escalation. */
  readonly escalated?: readonly string[]
  /** After it was handed to another team. */
  readonly plan?: Plan
  readonly audience?: Approval['audience']
  /** Whose claim ends with this: who votes has looked after it. */
  readonly releases?: string
  /** For `expired` and `withdrawn`. */
  readonly closed?: Closed
}

export interface VoteStore {
  /** Votes of the attempt that still count. */
  ofAttempt(approvalId: ApprovalId, attempt: number): Promise<readonly Vote[]>
  insert(approvalId: ApprovalId, vote: Vote): Promise<void>
  /** The vote no longer counts. */
  undo(id: Vote['id'], at: Date): Promise<void>
  /** Votes of the attempt before count for this one as well. */
  carry(approvalId: ApprovalId, attempt: number, votes: readonly CarriedVote[]): Promise<void>
}

export interface CarriedVote {
  readonly id: Vote['id']
  readonly from: Vote['id']
}

export interface DecisionStore {
  /** With the callback that carries it out (I1). */
  insert(approvalId: ApprovalId, decision: Decision, callback: NewCallback): Promise<void>
  /** The decision in force, and its callback. */
  inForce(approvalId: ApprovalId): Promise<{ decision: Decision; callback: Callback } | undefined>
  markUndone(id: DecisionId, at: Date): Promise<void>
}

export interface CallbackStore {
  /** Moves it only from exactly this status; `false` when it has moved. */
  change(id: Callback['id'], from: CallbackStatus, to: CallbackStatus, at: Date, detail?: string): Promise<boolean>
}

export interface NewCallback {
  readonly id: Callback['id']
  readonly attemptId: AttemptId
  readonly executionArn: string
  readonly status: 'held' | 'queued'
  readonly body: CallbackBody
  readonly dueAt: Date
  readonly createdAt: Date
}

export interface EvidenceStore {
  /** Addresses this person has opened while the case was what the digest says. */
  opened(approvalId: ApprovalId, userId: string, caseDigest: string): Promise<readonly string[]>
  /** `false`: they had opened it before. */
  record(approvalId: ApprovalId, userId: string, caseDigest: string, url: string, at: Date): Promise<boolean>
}

export interface RevealStore {
  /** Has this person revealed the case of this attempt? */
  has(approvalId: ApprovalId, userId: string, attempt: number): Promise<boolean>
  /** `false`: they had revealed it before. */
  record(approvalId: ApprovalId, userId: string, attempt: number, at: Date): Promise<boolean>
}

export interface CommentStore {
  insert(approvalId: ApprovalId, comment: Comment): Promise<void>
}

export interface DirectoryStore {
  user(id: string): Promise<User | undefined>
  team(id: TeamId): Promise<Team | undefined>
  /** As it stands for a message signed with this secret. */
  integration(id: IntegrationId, signedWith: SecretId): Promise<Integration | undefined>
  /** The only team whose default policy this is. */
  teamOfPolicy(policy: string): Promise<Team | undefined>
  /** The current version of a policy, or a pinned one. */
  policy(name: string, version?: number): Promise<Policy | undefined>
  /** Everybody who is known by this name: a user id, `issuer|subject`, a bare subject or an e-mail address. */
  usersNamed(name: string): Promise<readonly User[]>
  /** How the directory calls these teams, people and integrations; whoever it does not know is left out. */
  namesOf(asked: readonly Pick<Asked, 'kind' | 'id'>[]): Promise<readonly Asked[]>
  /** The people behind an API key: whom it acts as, and who answers for it. */
  peopleOfKey(id: string): Promise<readonly User[]>
  /** Those of these outside systems that are switched on. */
  systemsAmong(asked: readonly Asked[]): Promise<readonly Integration[]>
}

export interface Policy extends PolicyRef {
  readonly document: PolicyDocument
}

export interface Team {
  readonly id: TeamId
  readonly name: string
  readonly defaultPolicy: string
}

export interface KeyStore {
  insert(key: NewApiKey): Promise<void>
  /** `false` when there is no such key, or it is revoked already. */
  revoke(id: KeyId, at: Date): Promise<boolean>
  list(): Promise<readonly IssuedKey[]>
}

export interface NewApiKey {
  readonly id: KeyId
  readonly name: string
  /** SHA-256 of the secret; the secret itself is shown once and kept nowhere. */
  readonly secretHash: Uint8Array
  readonly lastFour: string
  readonly scopes: readonly Scope[]
  readonly teams: readonly TeamId[]
  readonly actsAs: string | null
  /** Who answers for what it does. */
  readonly owner: string | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

export interface IssuedKey extends ApiKey {
  readonly lastFour: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export interface AuditLog {
  /** Written at the end of the transaction, whenever this is called; tells the event stream and the announcer then. */
  append(...entries: readonly NewAuditEntry[]): Promise<void>
}
