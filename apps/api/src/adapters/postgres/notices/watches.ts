import { approvalId, userId } from '@countersign/shared/ids'
import { z } from 'zod'
import { NO_WISH, type Watch } from '../../../domain/notices/watch.ts'
import type { EndedSnooze, WatchStore } from '../../../ports/notices.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

/** Muted or not, and a snooze that has not ended; of a row `w` of approval_watch that may be missing. */
export const WATCH_COLUMNS = Prisma.sql`
  w.muted_at is not null as muted,
  case when w.snoozed_until > countersign_now() then w.snoozed_until end as snoozed_until`

export const watchRow = z.object({ muted: z.boolean(), snoozed_until: instant.nullable() })

export const toWatch = ({ muted, snoozed_until: snoozedUntil }: z.output<typeof watchRow>): Watch => ({
  muted,
  snoozedUntil,
})

const endedRow = z
  .object({ approval_id: approvalId, user_id: userId, until: instant })
  .transform((row): EndedSnooze => ({ approvalId: row.approval_id, userId: row.user_id, until: row.until }))

export function createWatchStore(tx: Statements): WatchStore {
  return {
    async find(approval, user) {
      const [row] = await tx.rows`
        select ${WATCH_COLUMNS} from approval_watch w where w.approval_id = ${approval} and w.user_id = ${user}`
      return row === undefined ? NO_WISH : toWatch(watchRow.parse(row))
    },

    async save(approval, user, { muted, snoozedUntil }) {
      await tx.run`
        insert into approval_watch as w (approval_id, user_id, muted_at, snoozed_until)
        values (${approval}, ${user}, case when ${muted}::boolean then countersign_now() end, ${snoozedUntil}::timestamptz)
        on conflict (approval_id, user_id) do update set snoozed_until = excluded.snoozed_until,
          muted_at = case when ${muted}::boolean then coalesce(w.muted_at, countersign_now()) end`
    },

    async takeEnded(limit) {
      const rows = await tx.rows`
        with ended as (
          select approval_id, user_id, snoozed_until from approval_watch
          where snoozed_until <= countersign_now() order by snoozed_until limit ${limit} for update skip locked)
        update approval_watch w set snoozed_until = null from ended e
        where w.approval_id = e.approval_id and w.user_id = e.user_id
        returning w.approval_id, w.user_id, e.snoozed_until as until`
      return rows.map((row) => endedRow.parse(row))
    },
  }
}
