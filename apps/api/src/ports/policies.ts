import type { ProposalStatus } from '@countersign/shared/policies'
import type { PolicyDocument } from '@countersign/shared/policy-document'
import type { Approval, Person, Vote } from '../domain/approval.ts'
import type { Permission } from '../domain/permissions.ts'
import type { Past } from '../domain/policy/condition-facts.ts'
import type { Authorship } from '../domain/policy/second-admin.ts'
import type { User } from '../domain/principal.ts'
import type { FieldError } from '../domain/refusal.ts'
import type { Page } from './webhooks.ts'

/** Policies, as those who write them see them. What decides reads them through the directory. */
export interface PolicyStore {
  list(page: { readonly cursor: string | null; readonly limit: number }): Promise<Page<PolicyRow>>
  find(name: string): Promise<PolicyDetail | undefined>
  version(name: string, version: number): Promise<PolicyVersion | undefined>
  /** Its versions as they stand, locked until the transaction ends. */
  lock(name: string): Promise<PolicyStanding | undefined>
  /** Without a version. `false` when the name is taken. */
  create(name: string): Promise<boolean>
  /** It counts for nothing yet. */
  addVersion(name: string, version: NewVersion): Promise<void>
  /** What new approvals follow from now on. */
  makeCurrent(name: string, version: number): Promise<void>
  propose(name: string, version: number, authorship: Authorship, at: Date): Promise<void>
  /** `undefined`: it counted at once, or there is no such version. */
  proposal(name: string, version: number): Promise<Proposal | undefined>
  /** `false`: it no longer waits. */
  settle(name: string, version: number, settled: Settled): Promise<boolean>
  /** `false` when there is no such team. */
  setDefault(team: string, policy: string): Promise<boolean>
  /** Everybody the directory knows, with whom they stand in for at this moment. */
  people(): Promise<readonly User[]>
  /** Those of them who are admins and not disabled. */
  admins(): Promise<readonly User[]>
  /** Decided approvals, newest first; `before` is the last of the page before. */
  decided(query: DecidedQuery): Promise<readonly PastCase[]>
}

export interface PolicyStanding {
  /** `null`: none was confirmed yet. */
  readonly current: number | null
  readonly newest: number
  readonly waiting: number | null
}

/** `createdBy` is an id. */
export type NewVersion = Omit<PolicyVersion, 'proposal'>

export interface PolicyVersion {
  readonly version: number
  readonly document: PolicyDocument
  readonly source: string | null
  readonly note: string | null
  readonly createdAt: Date
  /** How whoever wrote it is called. */
  readonly createdBy: string | null
  /** `null`: it counted at once. */
  readonly proposal: VersionProposal | null
}

export interface VersionProposal {
  readonly status: ProposalStatus
  readonly settledBy: string | null
  readonly settledAt: Date | null
  readonly note: string | null
}

export interface Proposal extends Authorship, VersionProposal {}

export interface Settled {
  readonly status: Exclude<ProposalStatus, 'waiting'>
  readonly by: Person
  readonly at: Date
  readonly note: string | null
}

export interface PolicyTeam {
  readonly id: string
  readonly name: string
}

export interface PolicyRow {
  readonly name: string
  readonly currentVersion: number | null
  readonly waitingVersion: number | null
  /** The one that counts; of a policy that has none yet, its newest. */
  readonly current: PolicyVersion
  /** Whose default it is. */
  readonly teams: readonly PolicyTeam[]
}

export interface PolicyDetail extends PolicyRow {
  /** Newest first. */
  readonly versions: readonly Omit<PolicyVersion, 'document' | 'source'>[]
}

/** A policy as one viewer sees it. */
export interface DescribedPolicy extends PolicyDetail {
  readonly waiting: WaitingVersion | null
  /** Who would have to confirm what the viewer saves; `null`: it counts at once. */
  readonly savingWaitsFor: readonly string[] | null
  /** How those its current version names are called, by `kind:id`. */
  readonly names: ReadonlyMap<string, string>
}

export interface WaitingVersion {
  readonly version: PolicyVersion
  readonly waitsFor: readonly string[]
  readonly may: { readonly confirm: Permission; readonly refuse: Permission }
}

export interface DecidedQuery {
  readonly policy: string | null
  readonly team: string | null
  readonly since: Date
  readonly before: { readonly at: Date; readonly id: string } | null
  readonly limit: number
}

export interface PastCase {
  readonly approval: Approval
  readonly teamName: string
  /** On the attempt that was decided, those that counted, oldest first. */
  readonly votes: readonly Vote[]
  /** What had become of cases of the same asker under the same policy, then. */
  readonly past: Past
}

/** Documents as text: YAML, and with it JSON. */
export interface PolicyTexts {
  /** As YAML, without what is left at its default. */
  write(document: PolicyDocument): string
  read(source: string): WrittenDocument | { readonly kind: 'faults'; readonly errors: readonly FieldError[] }
}

export interface WrittenDocument {
  readonly kind: 'document'
  readonly value: unknown
  /** Where a member stands, by its JSON Pointer; of a missing one where it would. */
  readonly lineOf: (pointer: string) => number
}
