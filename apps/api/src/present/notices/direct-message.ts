import { clockText } from '@countersign/shared/clock-text'
import type { CaseProjection } from '@countersign/shared/projection'
import type { SlackContent } from '../../ports/slack-client.ts'

export interface DirectMessageEntry {
  readonly kind: 'request' | 'reminder' | 'escalation' | 'outcome'
  readonly projection: CaseProjection
}

interface Reading {
  readonly now: Date
  readonly timeZone: string
  readonly inboxUrl: string
}

/** Slack takes 3,000 characters a block and 50 blocks a message; a line is two short sentences. */
const MAX_LINE = 600

const SIGNS = { request: 'Waiting for you', reminder: 'Reminder', escalation: 'Escalated to you', outcome: 'Answered' }

/**
 * A few lines to one person: what reminds or informs, without buttons that decide. Plain text throughout, so nothing
 * from outside can mention, link or format.
 */
export function directMessage(
  entries: readonly [DirectMessageEntry, ...DirectMessageEntry[]],
  more: number,
  { now, timeZone, inboxUrl }: Reading,
): SlackContent {
  const lines = entries.map(({ kind, projection }) => {
    const due = projection.due ? ` · due ${clockText(Date.parse(projection.due.at), now.getTime(), timeZone)}` : ''
    const rest = kind === 'outcome' ? ` · ${projection.headline}` : due
    return clamp(`${SIGNS[kind]}: ${projection.title}${rest}`)
  })
  const [first = '', ...others] = more > 0 ? [...lines, `and ${more} more`] : lines
  const url = entries.length === 1 && more === 0 ? entries[0].projection.url : inboxUrl
  return {
    text: escapeMarkup([first, ...others].join('\n')),
    blocks: [
      ...[first, ...others].map((text) => ({ type: 'section' as const, text: { type: 'plain_text' as const, text } })),
      {
        type: 'actions',
        elements: [
          { type: 'button', text: { type: 'plain_text', text: 'Open in inbox' }, url, action_id: 'open_inbox' },
        ],
      },
    ],
  }
}

const clamp = (line: string): string => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line)

/** `text` is read as Slack's markup where blocks cannot be shown. */
const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
