import { type ChainHead, looseEntry, type NewAuditEntry } from './audit-leaf.ts'
import { sha256 } from './canonical-json.ts'

/** An entry as the database keeps it. */
export interface ChainedEntry extends ChainHead, Pick<NewAuditEntry, 'at' | 'type' | 'approvalId'> {
  readonly leaf: string
  readonly previousHash: Buffer
}

/** What the database does when it appends; a test holds the two against each other. */
export function chainEntry(head: ChainHead, entry: NewAuditEntry): ChainedEntry {
  const seq = head.seq + 1
  const { opening, closing, at, type, approvalId } = looseEntry(entry)
  const leaf = `${opening}"previousHash":"${head.hash.toString('hex')}","seq":${seq}${closing}`
  return { seq, at, type, approvalId, leaf, hash: sha256(leaf), previousHash: head.hash }
}
