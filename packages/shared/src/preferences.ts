import { z } from 'zod'
import { EMAIL_WISHES, SLACK_WISHES } from './channels.ts'

const minute = z.int().min(0).max(1_439).describe('Minutes after midnight in timeZone')
const timeZone = z.string().max(60).refine(isTimeZone, 'expected an IANA time zone such as "Europe/Copenhagen"')

/** How one person wants to hear of approvals. Quiet hours hold back everything but escalations. */
export const preferences = z
  .strictObject({
    email: z.enum(EMAIL_WISHES),
    slack: z.enum(SLACK_WISHES),
    digestAt: minute,
    quiet: z.strictObject({ from: minute, until: minute }).nullable(),
    timeZone,
  })
  .meta({ id: 'Preferences' })

export const preferencesView = z
  .strictObject({
    ...preferences.shape,
    emailAddress: z.string().nullable().describe('Where mail goes; from the directory'),
    emailEnabled: z.boolean().describe('false: this installation sends no mail'),
  })
  .meta({ id: 'PreferencesView' })

/**
 * `until` in the past, or left out, ends the snooze; "tomorrow" is the hour of the digest on the next day in the
 * person's zone. Never past the deadline: then it is cut there.
 */
export const snoozeRequest = z
  .strictObject({ until: z.union([z.iso.datetime({ offset: true }), z.literal('tomorrow')]).optional() })
  .meta({ id: 'SnoozeRequest' })
export const muteRequest = z.strictObject({ muted: z.boolean().default(true) }).meta({ id: 'MuteRequest' })
export const watchView = z
  .strictObject({ muted: z.boolean(), snoozedUntil: z.iso.datetime().nullable() })
  .meta({ id: 'Watch' })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** What counts until a person says otherwise. */
export const DEFAULT_PREFERENCES: z.output<typeof preferences> = {
  email: 'each',
  slack: 'each',
  digestAt: 8 * 60,
  quiet: { from: 20 * 60, until: 7 * 60 },
  timeZone: 'UTC',
}

export type Preferences = z.output<typeof preferences>
export type PreferencesView = z.output<typeof preferencesView>
export type WatchView = z.output<typeof watchView>
