import { DEFAULT_PREFERENCES, type Preferences, preferences } from '@countersign/shared/preferences'
import { z } from 'zod'
import { Prisma } from '../generated/client.ts'

/** Of a row `p` of notice_preference that may be missing. */
export const PREFERENCE_COLUMNS = Prisma.sql`
  p.email as email_wish, p.slack as slack_wish, p.digest_at, p.quiet_from, p.quiet_until, p.time_zone`

export const preferenceRow = z.object({
  email_wish: preferences.shape.email.nullable(),
  slack_wish: preferences.shape.slack.nullable(),
  digest_at: z.int().nullable(),
  quiet_from: z.int().nullable(),
  quiet_until: z.int().nullable(),
  time_zone: z.string().nullable(),
})

export function toPreferences(row: z.output<typeof preferenceRow>): Preferences {
  const { email_wish: email, slack_wish: slack, digest_at: digestAt, time_zone: timeZone } = row
  if (email === null || slack === null || digestAt === null || timeZone === null) return DEFAULT_PREFERENCES
  const { quiet_from: from, quiet_until: until } = row
  return { email, slack, digestAt, timeZone, quiet: from === null || until === null ? null : { from, until } }
}
