import type { StoredEntry } from '../domain/audit-chain.ts'
import type { ChainHead } from '../domain/audit-leaf.ts'

/** The whole log in order, for verification. */
export interface AuditChain {
  head(): Promise<ChainHead>
  page(afterSeq: number, limit: number): Promise<readonly StoredEntry[]>
}
