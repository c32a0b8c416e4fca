import type { IntegrationKind } from '@countersign/shared/channels'
import type {
  ApprovalId,
  AttemptId,
  EndpointId,
  IntegrationId,
  SecretId,
  TeamId,
  UserId,
} from '@countersign/shared/ids'
import type { Mapping } from '@countersign/shared/integrations'
import type { Person } from '../domain/approval.ts'
import type { MessagePlace } from '../domain/integrations/message-cursor.ts'

/** What the identity of a signing secret is, keyed, so that a copy of the database names no secret. */
export type SecretFingerprint = (secret: string) => Uint8Array

export interface IntegrationStore {
  /** Makes the acting identity with its memberships, and the integration. */
  insert(integration: NewIntegration): Promise<'inserted' | 'name-taken'>
  /** Also renames the acting identity and moves it between teams. */
  change(id: IntegrationId, change: IntegrationUpdate): Promise<'changed' | 'name-taken'>
  /** Held until the transaction ends, so that two admins do not change it at once. */
  findForChange(id: IntegrationId): Promise<IntegrationRecord | undefined>
  find(id: IntegrationId): Promise<IntegrationRecord | undefined>
  /** Newest first, behind the given one. */
  list(after: IntegrationId | null, limit: number): Promise<readonly IntegrationRecord[]>
  /** Whoever made it say what it says, or was shown a secret of it. */
  addKeepers(id: IntegrationId, keepers: readonly string[]): Promise<void>
  /** `false`: another row, of whatever age, has this secret. */
  addSecret(secret: NewIntegrationSecret): Promise<boolean>
  /** The earlier secrets count until then at most. */
  expireSecrets(id: IntegrationId, except: SecretId, at: Date): Promise<void>
  /** Where new approvals are forwarded to; `null` turns it off. */
  setForward(integration: IntegrationRecord, forward: Forward | null, at: Date): Promise<void>
}

export interface NewIntegration {
  readonly id: IntegrationId
  readonly name: string
  readonly kind: IntegrationKind
  readonly actsAs: UserId
  readonly ownerId: UserId | null
  /** User ids, and `key:<id>`. */
  readonly keepers: readonly string[]
  readonly teams: readonly TeamId[]
  readonly policies: readonly string[]
  readonly outcomes: readonly string[]
  readonly mapping: Mapping
  readonly heartbeats: boolean
  readonly createdAt: Date
}

export interface IntegrationUpdate {
  readonly name: string
  readonly teams: readonly TeamId[]
  readonly policies: readonly string[]
  readonly outcomes: readonly string[]
  readonly mapping: Mapping
  readonly heartbeats: boolean
  readonly disabledAt: Date | null
  readonly updatedAt: Date
}

export interface IntegrationRecord extends Omit<NewIntegration, 'actsAs' | 'ownerId' | 'keepers'> {
  readonly actsAs: Person
  readonly owner: Person | null
  readonly forward: {
    readonly endpointId: EndpointId
    readonly url: string
    readonly disabledBecause: string | null
  } | null
  /** Those that count now, newest first. */
  readonly secrets: readonly SecretRecord[]
  readonly updatedAt: Date
  readonly disabledAt: Date | null
}

export interface SecretRecord {
  readonly id: SecretId
  readonly lastFour: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

export interface NewIntegrationSecret extends Omit<SecretRecord, 'expiresAt'> {
  readonly integrationId: IntegrationId
  /** By the SecretSealer, for the secret's own id. */
  readonly sealed: string
  readonly fingerprint: Uint8Array
}

export interface Forward {
  readonly url: string
  /** Used when there is no endpoint yet. */
  readonly endpointId: EndpointId
  /** Also when the endpoint was disabled for a reason of its own. */
  readonly revive: boolean
}

/** What a signed message needs before anybody believes it; read outside the deciding transaction. */
export interface CallbackAddresses {
  /** Unknown addresses have no candidates. Who may answer for the approval's team and policy, enabled, with live secrets. */
  candidates(attemptId: AttemptId): Promise<Addressed>
}

export interface Addressed {
  /** The database's clock, for the message's timestamp. */
  readonly now: Date
  readonly approval: { readonly id: ApprovalId; readonly attempt: number } | null
  readonly candidates: readonly CallbackCandidate[]
}

/** One secret of one integration. */
export interface CallbackCandidate {
  readonly integrationId: IntegrationId
  readonly secretId: SecretId
  readonly sealed: string
}

/** What came in signed, by the id its sender gave it: a repetition gets the first answer. */
export interface ReceivedMessageStore {
  /**
   * Takes the message for this transaction. Another transaction with the same message waits for the end of this one, and
   * then gets `known` or, when this one kept nothing, may take it itself.
   */
  claim(message: MessageKey & { readonly approvalId: ApprovalId; readonly at: Date }): Promise<MessageClaim>
  /** What became of the claimed message. */
  finish(key: MessageKey, outcome: MessageOutcome): Promise<void>
  find(key: Omit<MessageKey, 'bodyHash'>): Promise<ReceivedMessage | undefined>
  /** Newest first, behind the given one. */
  list(source: string, after: MessagePlace | null, limit: number): Promise<readonly ReceivedMessage[]>
  /** Drops messages older than the given days; heartbeats go after a day. The number of rows dropped. */
  prune(days: number): Promise<number>
}

export interface MessageKey {
  /** The integration's id. */
  readonly source: string
  readonly messageId: string
  /** SHA-256 over the address and the body. */
  readonly bodyHash: Uint8Array
}

export type MessageClaim = { readonly kind: 'claimed' } | { readonly kind: 'known'; readonly message: ReceivedMessage }

export interface MessageOutcome {
  /** `decided`, `voted`, `ignored`, `heartbeat`, or a problem's code. */
  readonly result: string
  readonly status: number
  /** The answer as it was sent; a problem without its request id. */
  readonly response: string
}

export interface ReceivedMessage extends MessageKey, MessageOutcome {
  readonly approvalId: ApprovalId | null
  readonly receivedAt: Date
}
