import type { Recipient } from '../../../domain/notices/notice.ts'
import { toUser, USER_COLUMNS } from '../directory.ts'
import { Prisma } from '../generated/client.ts'
import { PREFERENCE_COLUMNS, preferenceRow, toPreferences } from './preference-row.ts'
import { toWatch, WATCH_COLUMNS, watchRow } from './watches.ts'

/** Rows `u`, `p` and `w`; the last two may be missing. */
export const RECIPIENT_COLUMNS = Prisma.sql`${USER_COLUMNS}, ${PREFERENCE_COLUMNS}, ${WATCH_COLUMNS}`

export const recipientSource = (approvalId: string | null): Prisma.Sql => Prisma.sql`
  app_user u left join notice_preference p on p.user_id = u.id
  left join approval_watch w on w.approval_id = ${approvalId} and w.user_id = u.id`

export const toRecipient = (raw: unknown): Recipient => ({
  user: toUser(raw),
  preferences: toPreferences(preferenceRow.parse(raw)),
  watch: toWatch(watchRow.parse(raw)),
})
