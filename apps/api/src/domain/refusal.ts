import type { ApprovalId } from '@countersign/shared/ids'
import type { CloseReason, Via } from '@countersign/shared/statuses'

/**
 * Every expected "no", one member per problem code of packages/shared/problems.ts, with what its problem document
 * carries. `sentence` is written for the reader of the answer and says what to do.
 */
export type Refusal =
  | { readonly code: 'not-found' }
  | { readonly code: 'invalid-request'; readonly errors: readonly FieldError[] }
  | { readonly code: 'not-eligible' | 'not-permitted'; readonly rule: string; readonly sentence: string }
  | { readonly code: 'missing-scope'; readonly rule: string; readonly sentence: string }
  | { readonly code: 'already-decided'; readonly winner: Winner }
  | { readonly code: 'already-voted'; readonly at: Date; readonly sentence: string }
  | { readonly code: 'expired' | 'withdrawn'; readonly reason: CloseReason; readonly sentence: string }
  | Superseded
  | { readonly code: 'case-changed'; readonly caseDigest: string; readonly version: number }
  | { readonly code: 'version-changed'; readonly version: number }
  | { readonly code: 'too-late-to-undo'; readonly sentence: string }
  | { readonly code: 'already-claimed' | 'proposal-settled'; readonly sentence: string }
  | { readonly code: 'token-conflict'; readonly sentence: string }
  | { readonly code: 'unknown-team' | 'unknown-policy'; readonly sentence: string }
  | { readonly code: 'unknown-account' | 'region-not-allowed'; readonly sentence: string }
  | { readonly code: 'express-not-supported'; readonly sentence: string }
  | { readonly code: 'heartbeat-overcommitted'; readonly sentence: string }
  | { readonly code: ChannelRefusal; readonly sentence: string }
  | { readonly code: 'unavailable'; readonly sentence: string; readonly retryAfterSeconds: number }

export type ChannelRefusal =
  | 'signature-invalid'
  | 'idempotency-in-flight'
  | 'idempotency-mismatch'
  | 'unmappable'
  | 'name-taken'
  | 'secret-in-use'
  | 'not-configured'
  | 'destination-refused'
  | 'channel-refused'

/** The attempt that took over, and since when. */
export interface Superseded {
  readonly code: 'superseded'
  readonly approvalId: ApprovalId
  readonly supersededBy: number
  readonly at: Date
  readonly redriven: boolean
}

/** Where in the request body (JSON Pointer) and what about it. */
export interface FieldError {
  readonly pointer: string
  readonly message: string
  /** Of a text, from 1. */
  readonly line?: number
}

/** Who decided first, so that the loser can be told. */
export interface Winner {
  readonly name: string
  readonly outcome: string
  readonly label: string
  readonly at: Date
  readonly via: Via
}

export interface Refused {
  readonly kind: 'refused'
  readonly refusal: Refusal
}

export const refused = (refusal: Refusal): Refused => ({ kind: 'refused', refusal })
