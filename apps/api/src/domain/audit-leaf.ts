import type { EventType } from '@countersign/shared/events'
import type { ApprovalId } from '@countersign/shared/ids'
import type { Json } from '@countersign/shared/json'
import type { Actor } from './approval.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'

/** One change, as the log tells it. Never a task token, never a case. */
export interface NewAuditEntry {
  readonly type:
    | EventType
    | 'attempt.late'
    | 'attempt.linked'
    | 'attempt.figures_corrected'
    | 'evidence.opened'
    | 'payload.revealed'
    | `delegation.${string}`
    | `key.${string}`
    | `session.${string}`
    | `security.${string}`
    | `audit.${string}`
    | `${'integration' | 'webhook' | 'slack' | 'account' | 'policy'}.${string}`
    | `audit.${string}`
  readonly approvalId: ApprovalId | null
  readonly actor: Actor
  readonly at: Date
  readonly data: Readonly<Record<string, Json>>
}

/** The end of the chain. Before the first entry: sequence number 0 and 32 zero bytes. */
export interface ChainHead {
  readonly seq: number
  readonly hash: Buffer
}

export interface ChainedEntry extends ChainHead {
  readonly at: Date
  readonly type: string
  readonly approvalId: ApprovalId | null
  /** RFC 8785 canonical JSON; its SHA-256 is `hash`. */
  readonly leaf: string
  readonly previousHash: Buffer
}

/** Bound to its predecessor and its place: neither can change without changing every later hash (I11). */
export function chainEntry(head: ChainHead, entry: NewAuditEntry): ChainedEntry {
  const seq = head.seq + 1
  const leaf = canonicalJson({
    v: 1,
    seq,
    at: entry.at.toISOString(),
    type: entry.type,
    approvalId: entry.approvalId,
    actor: entry.actor,
    data: entry.data,
    previousHash: head.hash.toString('hex'),
  })
  return {
    seq,
    at: entry.at,
    type: entry.type,
    approvalId: entry.approvalId,
    leaf,
    hash: sha256(leaf),
    previousHash: head.hash,
  }
}
