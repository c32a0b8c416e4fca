import type { IdentityEntry } from '../../domain/audit/log-identity.ts'
import type { CompactRange, HashedSubtree, Subtree } from '../../domain/audit/merkle-tree.ts'
import type { ChainHead } from '../../domain/audit-leaf.ts'

export interface Checkpoint {
  readonly size: number
  readonly at: Date
  /** C2SP checkpoint: a signed note. */
  readonly note: string
  /** Who signed it, as a C2SP verifier key. */
  readonly key: string
}

/** What is to know before the next checkpoint. */
export interface TreeState {
  /** I12: the database's clock. */
  readonly now: Date
  readonly head: ChainHead
  readonly first: Checkpoint | null
  readonly newest: (Checkpoint & { readonly range: CompactRange }) | null
  /** When the oldest entry was written that no checkpoint holds yet. */
  readonly oldestUnsignedAt: Date | null
  /** Every entry that changed who signs, or whether anybody may; oldest first. */
  readonly keeping: readonly IdentityEntry[]
}

export interface AuditTreeReader {
  state(): Promise<TreeState>
  /** Hashes of stored subtrees, which begin at `STORED_LEVEL`, by `<level>/<index>`; what is not stored is left out. */
  subtrees(of: readonly Subtree[]): Promise<ReadonlyMap<string, Buffer>>
  /** The leaves with these sequence numbers. */
  leaves(seqs: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** The smallest checkpoint that holds this many entries. */
  covering(size: number): Promise<Checkpoint | undefined>
  /** Newest first. */
  page(beforeSize: number | null, limit: number): Promise<readonly Checkpoint[]>
  /** Of those with a greater size, oldest first. */
  after(size: number, limit: number): Promise<readonly Checkpoint[]>
  /** Checkpoints that this anchor does not hold as far as we know, newest first. */
  unanchored(anchor: string, limit: number): Promise<readonly Checkpoint[]>
  countUnanchored(anchor: string): Promise<number>
}

/** Inside a transaction. */
export interface AuditTreeStore extends AuditTreeReader {
  /** One writer of checkpoints and of entries about keys at a time, until the transaction ends. */
  lock(): Promise<void>
  /** `false`: the newest checkpoint is no longer the one this continues. */
  add(
    continues: number,
    checkpoint: Checkpoint & { readonly range: CompactRange },
    completed: readonly HashedSubtree[],
  ): Promise<boolean>
  noteAnchored(sizes: readonly number[], anchor: string, at: Date): Promise<void>
}

/** Smaller subtrees are computed from their entries: at most 16, where keeping them would double the rows. */
export const STORED_LEVEL = 4
