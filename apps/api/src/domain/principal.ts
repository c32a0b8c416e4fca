import type { KeyId, TeamId, UserId } from '@countersign/shared/ids'
import type { Role, Via } from '@countersign/shared/statuses'

export const SCOPES = [
  'approvals:request',
  'approvals:read',
  'approvals:decide',
  'approvals:cancel',
  'approvals:heartbeat',
] as const
export type Scope = (typeof SCOPES)[number]

export interface User {
  readonly id: UserId
  readonly name: string
  readonly email: string | null
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
