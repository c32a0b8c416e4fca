import type { Pool } from 'pg'
import { z } from 'zod'
import type { AuditChain } from '../../ports/audit-chain.ts'
import { createStatements } from './statements.ts'

const bytes = z.instanceof(Buffer)
const seq = z.coerce.number()
const entryRow = z
  .object({
    seq,
    at: z.date(),
    type: z.string(),
    approval_id: z.string().nullable(),
    leaf: z.string(),
    hash: bytes,
    previous_hash: bytes,
  })
  .transform(({ approval_id: approvalId, previous_hash: previousHash, ...entry }) => ({
    ...entry,
    approvalId,
    previousHash,
  }))

export function createPostgresAuditChain(pool: Pool): AuditChain {
  const statements = createStatements(pool)
  return {
    async page(afterSeq, limit) {
      const rows = await statements.rows`
        select seq, at, type, approval_id, leaf, hash, previous_hash
        from audit_entry where seq > ${afterSeq}::bigint order by seq limit ${limit}`
      return rows.map((row) => entryRow.parse(row))
    },
  }
}
