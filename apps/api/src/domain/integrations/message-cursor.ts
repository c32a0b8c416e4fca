import { z } from 'zod'

/** The last message of a page; the next page starts behind it, whatever arrives meanwhile. */
export interface MessagePlace {
  readonly receivedAt: Date
  readonly messageId: string
}

const place = z.tuple([z.iso.datetime(), z.string()])

export const formatMessageCursor = ({ receivedAt, messageId }: MessagePlace): string =>
  Buffer.from(JSON.stringify([receivedAt.toISOString(), messageId])).toString('base64url')

/** `undefined` when it is none of ours. */
export function parseMessageCursor(cursor: string): MessagePlace | undefined {
  try {
    const [at, messageId] = place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return { receivedAt: new Date(at), messageId }
  } catch {
    return undefined
  }
}
