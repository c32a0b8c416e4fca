import type { EventType } from '@countersign/shared/events'
import type { ApprovalId } from '@countersign/shared/ids'
import type { Json } from '@countersign/shared/json'
import type { Actor } from './approval.ts'
import { canonicalJson } from './canonical-json.ts'

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

/**
 * An entry before it has its place in the log. The database sets `"previousHash":…,"seq":…` between the two ends (the
 * migration `one_append`), which binds it to its predecessor and its place: neither can change without changing every
 * later hash (I11).
 */
export interface LooseEntry extends Pick<NewAuditEntry, 'at' | 'type' | 'approvalId'> {
  /** The leaf's canonical JSON up to the comma before `previousHash`. */
  readonly opening: string
  /** From the comma after `seq` to its end. */
  readonly closing: string
}

export function looseEntry({ at, type, approvalId, actor, data }: NewAuditEntry): LooseEntry {
  const opening = canonicalJson({ actor, approvalId, at: at.toISOString(), data })
  const closing = canonicalJson({ type, v: 1 })
  return { at, type, approvalId, opening: `${opening.slice(0, -1)},`, closing: `,${closing.slice(1)}` }
}
