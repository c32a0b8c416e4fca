import { z } from 'zod'
import type { AuditChain } from '../../ports/audit-chain.ts'
import type { PrismaClient } from './generated/client.ts'

const bytes = z.instanceof(Uint8Array).transform((value) => Buffer.from(value))
const seq = z.bigint().transform(Number)
const headRow = z.tuple([z.object({ seq, hash: bytes })])
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

export function createPostgresAuditChain(prisma: PrismaClient): AuditChain {
  return {
    async head() {
      return headRow.parse(await prisma.$queryRaw`select seq, hash from audit_head where id = 1`)[0]
    },
    async page(afterSeq, limit) {
      const rows = await prisma.$queryRaw<unknown[]>`
        select seq, at, type, approval_id, leaf, hash, previous_hash
        from audit_entry where seq > ${afterSeq}::bigint order by seq limit ${limit}`
      return rows.map((row) => entryRow.parse(row))
    },
  }
}
