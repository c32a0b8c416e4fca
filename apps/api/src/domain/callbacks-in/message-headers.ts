import { eventId } from '@countersign/shared/ids'

/** The three headers of Standard Webhooks, each exactly once. */
export interface MessageHeaders {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
}

export type HeadersFault = 'missing-header' | 'duplicate-header' | 'malformed-id' | 'own-message'

/** Visible ASCII. No dot: it separates what is signed, so an id with one could move into the timestamp. */
const MESSAGE_ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/
const MAX_SIGNATURE_CHARACTERS = 1_024

/** What can be told from the headers alone, before anything is looked up or hashed. */
export function readMessageHeaders(
  valuesOf: (name: string) => readonly string[],
): (MessageHeaders & { readonly kind: 'read' }) | { readonly kind: 'fault'; readonly why: HeadersFault } {
  const values = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(valuesOf)
  if (values.some((each) => each.length > 1)) return { kind: 'fault', why: 'duplicate-header' }
  const [id, timestamp, signature] = values.map(([value]) => value)
  if (!id || !timestamp || !signature || signature.length > MAX_SIGNATURE_CHARACTERS)
    return { kind: 'fault', why: 'missing-header' }
  if (!MESSAGE_ID.test(id)) return { kind: 'fault', why: 'malformed-id' }
  // What we sent and signed with the same secret must not come back as an answer.
  if (eventId.safeParse(id).success) return { kind: 'fault', why: 'own-message' }
  return { kind: 'read', id, timestamp, signature }
}
