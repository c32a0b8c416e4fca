import type { IntegrationId, KeyId, SecretId, TeamId, UserId } from '@countersign/shared/ids'
import type { Role, Via } from '@countersign/shared/statuses'
import type { Actor, Person } from './approval.ts'

export const SCOPES = [
  'approvals:request',
  'approvals:read',
  'approvals:decide',
  'approvals:cancel',
  'approvals:heartbeat',
  'settings:manage',
  'audit:read',
] as const
export type Scope = (typeof SCOPES)[number]

export interface Identity {
  readonly issuer: string
  readonly subject: string
}

export interface User {
  readonly id: UserId
  readonly name: string
  readonly email: string | null
  /** Who this person is to identity providers (I8). */
  readonly identities: readonly Identity[]
  readonly role: Role
  readonly teams: readonly TeamId[]
  readonly disabled: boolean
  /** Absent people whose seats this person may take meanwhile. */
  readonly standsInFor?: readonly User[]
  /** The acting identity of an integration: it decides through signed callbacks only, and never signs in. */
  readonly ofIntegration?: boolean
}

export interface ApiKey {
  readonly id: KeyId
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Empty: every team. */
  readonly teams: readonly TeamId[]
  /** The person whose votes this key casts; without one it casts none. */
  readonly actsAs: User | null
}

/** An outside system that may decide, within these bounds. */
export interface Integration {
  readonly id: IntegrationId
  readonly name: string
  /** Who its votes are signed by; a member of its teams. */
  readonly actsAs: User
  readonly keepers: Keepers
  readonly teams: readonly TeamId[]
  /** Empty: every policy. */
  readonly policies: readonly string[]
  /** Empty: every outcome. */
  readonly outcomes: readonly string[]
  readonly heartbeats: boolean
  /** `secret-gone`: the one this message was signed with has expired or was removed. */
  readonly standing: 'good' | 'disabled' | 'secret-gone'
}

/**
 * Everybody who made the integration, changed what it makes of messages, or was shown a secret of it: each could have it
 * say what they want, so what they ask for it may not decide.
 */
export interface Keepers {
  readonly people: readonly User[]
  readonly keys: readonly string[]
}

/** Who is asking, and through which channel. Every use case takes one; `authorize()` alone judges it (I8). */
export type Principal =
  | {
      readonly kind: 'user'
      readonly user: User
      readonly via: Via
      /** When this session was signed in; unknown for what a channel vouches for. */
      readonly signedInAt?: Date
    }
  | { readonly kind: 'key'; readonly key: ApiKey; readonly via: Via }
  | {
      readonly kind: 'integration'
      readonly integration: Integration
      readonly signedWith: SecretId
      readonly via: 'callback'
    }

/** Who the log names as the cause of a change. */
export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case 'user':
      return { kind: 'user', id: principal.user.id, name: principal.user.name }
    case 'key':
      return { kind: 'key', id: principal.key.id, name: principal.key.name }
    case 'integration':
      return { kind: 'integration', id: principal.integration.id, name: principal.integration.name }
  }
}

/** Who the directory says a request speaks for; `null` for a key that speaks for nobody. */
export function userOf(principal: Principal): User | null {
  switch (principal.kind) {
    case 'user':
      return principal.user
    case 'key':
      return principal.key.actsAs
    case 'integration':
      return principal.integration.actsAs
  }
}

/** A person, or the outside system behind an acting identity. */
export interface Voter {
  readonly user: User
  readonly integration: string | null
}

/** Who would vote: the person, or the outside system's acting identity. */
export function voterOf(principal: Principal): Voter | null {
  const user = userOf(principal)
  return user && { user, integration: principal.kind === 'integration' ? principal.integration.id : null }
}

/** Who a comment or a vote is signed by: the person, or the key itself when there is none. */
export function signerOf(principal: Principal): Person {
  const user = userOf(principal)
  if (user) return { id: user.id, name: user.name }
  const { id, name } = actorOf(principal)
  return { id, name }
}
