import type { KeyId, TeamId, UserId } from '@countersign/shared/ids'
import type { Role, Via } from '@countersign/shared/statuses'
import type { Actor, Person } from './approval.ts'

export const SCOPES = [
  'approvals:request',
  'approvals:read',
  'approvals:decide',
  'approvals:cancel',
  'approvals:heartbeat',
  'settings:manage',
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

/** Who is asking, and through which channel. Every use case takes one; `authorize()` alone judges it (I8). */
export type Principal =
  | { readonly kind: 'user'; readonly user: User; readonly via: Via }
  | { readonly kind: 'key'; readonly key: ApiKey; readonly via: Via }

/** Who the log names as the cause of a change. */
export function actorOf(principal: Principal): Actor {
  return principal.kind === 'user'
    ? { kind: 'user', id: principal.user.id, name: principal.user.name }
    : { kind: 'key', id: principal.key.id, name: principal.key.name }
}

/** The human being behind a request; `null` for a key that speaks for nobody. */
export const userOf = (principal: Principal): User | null =>
  principal.kind === 'user' ? principal.user : principal.key.actsAs

/** Who a comment or a vote is signed by: the person, or the key itself when there is none. */
export function signerOf(principal: Principal): Person {
  const user = userOf(principal)
  if (user) return { id: user.id, name: user.name }
  const { id, name } = actorOf(principal)
  return { id, name }
}
