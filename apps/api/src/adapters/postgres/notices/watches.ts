import { z } from 'zod'
import { NO_WISH, type Watch } from '../../../domain/notices/watch.ts'
import type { WatchStore } from '../../../ports/notices.ts'
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

export function createWatchStore(tx: Statements): WatchStore {
  return {
    async find(approvalId, userId) {
      const [row] = await tx.rows`
        select ${WATCH_COLUMNS} from approval_watch w where w.approval_id = ${approvalId} and w.user_id = ${userId}`
      return row === undefined ? NO_WISH : toWatch(watchRow.parse(row))
    },

    async save(approvalId, userId, { muted, snoozedUntil }) {
      await tx.run`
        insert into approval_watch as w (approval_id, user_id, muted_at, snoozed_until)
        values (${approvalId}, ${userId}, case when ${muted}::boolean then countersign_now() end, ${snoozedUntil}::timestamptz)
        on conflict (approval_id, user_id) do update set snoozed_until = excluded.snoozed_until,
          muted_at = case when ${muted}::boolean then coalesce(w.muted_at, countersign_now()) end`
    },
  }
}
