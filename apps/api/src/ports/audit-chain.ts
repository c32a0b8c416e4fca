import type { StoredEntry } from '../domain/audit-chain.ts'

/** The whole log in order, for verification. */
export interface AuditChain {
  page(afterSeq: number, limit: number): Promise<readonly StoredEntry[]>
}
