import { type ApprovalId, approvalId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { AnnouncementStore } from '../../ports/announcements.ts'
import type { Statements } from './statements.ts'

const lineRow = z
  .object({ seq: z.coerce.number(), type: z.string(), approval_id: approvalId.nullable() })
  .transform(({ seq, type, approval_id }) => ({ seq, type, approvalId: approval_id }))
const toldRow = z.object({ approval_id: approvalId, seq: z.coerce.number() })

export function createAnnouncementStore(tx: Statements): AnnouncementStore {
  return {
    async untold(limit) {
      const rows = await tx.rows`
        with place as materialized (select seq from announcer where id = 1 for update skip locked)
        select e.seq, e.type, e.approval_id
        from place cross join lateral (
          select * from audit_entry where seq > place.seq order by seq limit ${limit}) e
        order by e.seq`
      return rows.map((row) => lineRow.parse(row))
    },
    async advanceTo(seq) {
      await tx.run`update announcer set seq = ${seq}::bigint where id = 1`
    },
    // In one order, so that two who want several of the same never wait for each other in a circle.
    async lock(approvalIds) {
      const ids = [...approvalIds].sort()
      await tx.run`
        insert into announcement (approval_id, seq) select id, 0 from unnest(${ids}::text[]) id order by id
        on conflict do nothing`
      const rows = await tx.rows`
        select approval_id, seq from announcement where approval_id = any(${ids}::text[]) order by approval_id for update`
      return new Map(
        rows.map((row) => {
          const { approval_id, seq } = toldRow.parse(row)
          return [approval_id, seq] as const
        }),
      )
    },
    async advance(told) {
      await tx.run`
        update announcement set seq = t.seq
        from unnest(${[...told.keys()] as ApprovalId[]}::text[], ${[...told.values()]}::bigint[]) t(id, seq)
        where approval_id = t.id`
    },
  }
}
