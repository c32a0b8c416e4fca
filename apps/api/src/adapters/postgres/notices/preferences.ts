import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { z } from 'zod'
import type { PreferenceStore } from '../../../ports/notices.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'
import { PREFERENCE_COLUMNS, preferenceRow, toPreferences } from './preference-row.ts'
import { RECIPIENT_COLUMNS, recipientSource, toRecipient } from './recipient-row.ts'

const wishRow = z.object({ wished_at: instant })

export function createPreferenceStore(tx: Statements): PreferenceStore {
  return {
    async find(userId) {
      const [row] = await tx.rows`select ${PREFERENCE_COLUMNS} from notice_preference p where p.user_id = ${userId}`
      return row === undefined ? DEFAULT_PREFERENCES : toPreferences(preferenceRow.parse(row))
    },

    async save(userId, { email, slack, digestAt, quiet, timeZone }) {
      await tx.run`
        insert into notice_preference (user_id, email, slack, digest_at, quiet_from, quiet_until, time_zone, updated_at)
        values (${userId}, ${email}, ${slack}, ${digestAt}::int, ${quiet?.from ?? null}::int, ${quiet?.until ?? null}::int,
          ${timeZone}, countersign_now())
        on conflict (user_id) do update set email = excluded.email, slack = excluded.slack, digest_at = excluded.digest_at,
          quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, time_zone = excluded.time_zone,
          updated_at = excluded.updated_at`
    },

    // Two hours of the same day lie at most a day apart, so who had a digest half a day ago may want the next.
    async awaitingDigest(after, limit) {
      const rows = await tx.rows`
        select ${RECIPIENT_COLUMNS}, p.updated_at as wished_at from ${recipientSource(null)}
        where p.email = 'digest' and u.disabled_at is null and u.id > ${after} and not exists (
          select from notice n where n.user_id = u.id and n.kind = 'digest'
            and n.created_at > countersign_now() - interval '11 hours')
        order by u.id limit ${limit}`
      return rows.map((row) => ({ ...toRecipient(row), wishedAt: wishRow.parse(row).wished_at }))
    },
  }
}
