import { z } from 'zod'

export const MAX_MESSAGE_BYTES = 262_144

/** Any text: an address that cannot exist is answered like one that does not, by the signature check. */
export const callbackParams = z.strictObject({
  callbackId: z.string().meta({ examples: ['acb_01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g'] }),
})

/** Somebody else's JSON: what of it matters is judged when the mapping has picked it out. */
export const anyBody = z
  .unknown()
  .meta({ type: ['object', 'array', 'string', 'number', 'boolean', 'null'], description: 'Any JSON value' })
