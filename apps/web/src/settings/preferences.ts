import { z } from 'zod'

/** What one person prefers on one computer. Nothing here changes what anyone may do. */
export const preferencesSchema = z.object({
  /** `asker` keeps what the workflow asked for; 0 sends at once. */
  undoSeconds: z.union([z.literal('asker'), z.literal(0), z.literal(10), z.literal(30), z.literal(60)]).catch('asker'),
  shortcuts: z.boolean().catch(true),
  afterDecision: z.enum(['stay', 'advance']).catch('stay'),
})

export type Preferences = z.output<typeof preferencesSchema>

export const DEFAULT_PREFERENCES: Preferences = { undoSeconds: 'asker', shortcuts: true, afterDecision: 'stay' }

/** Damaged or foreign storage falls back member by member. */
export function parsePreferences(stored: string | null): Preferences {
  if (!stored) return DEFAULT_PREFERENCES
  try {
    return preferencesSchema.catch(DEFAULT_PREFERENCES).parse(JSON.parse(stored))
  } catch {
    return DEFAULT_PREFERENCES
  }
}
