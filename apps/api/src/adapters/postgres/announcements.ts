import { z } from 'zod'
import type { AnnouncementStore } from '../../ports/announcements.ts'
import type { Statements } from './statements.ts'

const row = z.tuple([z.object({ seq: z.coerce.number() })])

export function createAnnouncementStore(tx: Statements): AnnouncementStore {
  return {
    async lock(approvalId) {
      await tx.run`insert into announcement (approval_id, seq) values (${approvalId}, 0) on conflict do nothing`
      return row.parse(await tx.rows`select seq from announcement where approval_id = ${approvalId} for update`)[0].seq
    },
    async advance(approvalId, seq) {
      await tx.run`update announcement set seq = ${seq}::bigint where approval_id = ${approvalId}`
    },
  }
}
