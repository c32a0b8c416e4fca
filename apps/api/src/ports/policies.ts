import type { PolicyDocument } from '@countersign/shared/policies'
import type { Approval, Vote } from '../domain/approval.ts'
import type { Past } from '../domain/policy/condition-facts.ts'
import type { User } from '../domain/principal.ts'
import type { FieldError } from '../domain/refusal.ts'
import type { Page } from './webhooks.ts'

/** Policies, as those who write them see them. What decides reads them through the directory. */
export interface PolicyStore {
  list(page: { readonly cursor: string | null; readonly limit: number }): Promise<Page<PolicyRow>>
  find(name: string): Promise<PolicyDetail | undefined>
  version(name: string, version: number): Promise<PolicyVersion | undefined>
  /** The current version, locked until the transaction ends. */
  lock(name: string): Promise<number | undefined>
  /** `false` when the name is taken. */
  create(name: string): Promise<boolean>
  /** It becomes the current one. */
  addVersion(name: string, version: PolicyVersion): Promise<void>
  /** `false` when there is no such team. */
  setDefault(team: string, policy: string): Promise<boolean>
  /** Everybody the directory knows, with whom they stand in for at this moment. */
  people(): Promise<readonly User[]>
  /** Decided approvals, newest first; `before` is the last of the page before. */
  decided(query: DecidedQuery): Promise<readonly PastCase[]>
}

export interface PolicyVersion {
  readonly version: number
  readonly document: PolicyDocument
  readonly source: string | null
  readonly note: string | null
  readonly createdAt: Date
  /** How whoever wrote it is called. */
  readonly createdBy: string | null
}

export interface PolicyTeam {
  readonly id: string
  readonly name: string
}

export interface PolicyRow {
  readonly name: string
  readonly current: PolicyVersion
  /** Whose default it is. */
  readonly teams: readonly PolicyTeam[]
}

export interface PolicyDetail extends PolicyRow {
  /** Newest first. */
  readonly versions: readonly Omit<PolicyVersion, 'document' | 'source'>[]
}

export interface DescribedPolicy extends PolicyDetail {
  /** How those its current version names are called, by `kind:id`. */
  readonly names: ReadonlyMap<string, string>
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
