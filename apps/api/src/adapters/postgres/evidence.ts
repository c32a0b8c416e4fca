import { z } from 'zod'
import type { EvidenceStore } from '../../ports/unit-of-work.ts'
import type { Statements } from './statements.ts'

const urlRow = z.object({ url: z.string() })

export function createEvidenceStore(tx: Statements): EvidenceStore {
  return {
    async opened(approvalId, userId, caseDigest) {
      const rows = await tx.rows`
        select url from evidence_view
        where approval_id = ${approvalId} and user_id = ${userId} and case_digest = ${caseDigest}`
      return rows.map((row) => urlRow.parse(row).url)
    },

    async record(approvalId, userId, caseDigest, url, at) {
      const inserted = await tx.run`
        insert into evidence_view (approval_id, user_id, case_digest, url, at)
        values (${approvalId}, ${userId}, ${caseDigest}, ${url}, ${at}) on conflict do nothing`
      return inserted === 1
    },
  }
}
