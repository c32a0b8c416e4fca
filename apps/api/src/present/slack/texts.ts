import { utcText } from '@countersign/shared/clock-text'
import type { MrkdwnElement, PlainTextElement, RichTextDate, RichTextElement, RichTextText } from '@slack/types'
import { clamp } from './limits.ts'

/**
 * Three ways to put text into Slack, so that what comes from outside stays text: nobody is pinged, nothing becomes a
 * link, a format or an emoji.
 * - `plain` and rich text (`words`) have no markup at all;
 * - `markup` has, so everything from outside passes `literal` first.
 */
export const plain = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: clamp(text, max),
  emoji: false,
})

/** @param text ours, or made literal · `verbatim`: Slack makes no links, channels or mentions out of it by itself */
export const markup = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true })

export const words = (text: string, style?: RichTextText['style']): RichTextText =>
  style ? { type: 'text', text, style } : { type: 'text', text }

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Signs that look the same and format nothing. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }

/**
 * Text from outside, for `markup`. Slack's three control characters are escaped; its four format characters, which
 * cannot be, are replaced where they could begin or end a format: `billing_refunds` stays as it is, `_billing_` does not.
 */
export function literal(text: string, max: number): string {
  let safe = ''
  for (const character of replaceFormats(text).replace(/\s+/g, ' ').trim()) {
    const piece = ENTITIES[character] ?? character
    // Cut between characters of the source, never inside `&amp;`.
    if (safe.length + piece.length > max - 1) return `${safe}…`
    safe += piece
  }
  return safe
}

const replaceFormats = (text: string): string =>
  text
    .replace(/(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu, (sign) => LOOKALIKES[sign] ?? sign)
    // `:tada:` would become a picture, `:+1:` a vote.
    .replace(/:(?=[\w+-]+:)/g, '∶')

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1_000)

/** An instant in the reader's own zone; UTC where Slack cannot say it. */
export const momentMarkup = (instant: string, format: string): string =>
  `<!date^${seconds(instant)}^${format}|${utcText(Date.parse(instant))}>`

export const moment = (instant: string, format: string): RichTextDate => ({
  type: 'date',
  timestamp: seconds(instant),
  format,
  fallback: utcText(Date.parse(instant)),
})

/** Pieces with a separator between them. */
export const joined = (pieces: readonly RichTextElement[], separator: string): RichTextElement[] =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [words(separator), piece]))
