import { z } from 'zod'

/** `?cursor=…&limit=50` of every list in the settings. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
