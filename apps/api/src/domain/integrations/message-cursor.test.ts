import { expect, it } from 'vitest'
import { formatMessageCursor, parseMessageCursor } from './message-cursor.ts'

const place = { receivedAt: new Date('2026-11-21T09:00:00.123Z'), messageId: 'msg_1 ü' }
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

it('comes back as the place it was made of, in characters a URL keeps', () => {
  const cursor = formatMessageCursor(place)
  expect(cursor).toMatch(/^[\w-]+$/)
  expect(parseMessageCursor(cursor)).toEqual(place)
})

it.each([
  ['nothing', ''],
  ['no JSON', Buffer.from('[').toString('base64url')],
  ['no list', encoded({ at: '2026-11-21T09:00:00.123Z' })],
  ['one member', encoded(['2026-11-21T09:00:00.123Z'])],
  ['three members', encoded(['2026-11-21T09:00:00.123Z', 'a', 'b'])],
  ['no instant', encoded(['yesterday', 'a'])],
  ['no id', encoded(['2026-11-21T09:00:00.123Z', 5])],
])('is none of ours with %s', (_name, cursor) => {
  expect(parseMessageCursor(cursor)).toBeUndefined()
})
