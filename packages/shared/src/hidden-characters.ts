/**
 * Characters that are invisible or that reorder the text around them: controls, bidirectional and zero-width format
 * characters, line and paragraph separators, fillers, tags. With them a payload could show one thing and mean another.
 * Tab, newline and the two emoji presentation selectors stay.
 */
const HIDDEN = /(?!\t|\n|\r|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu

/** A zero-width joiner between two pictographs is how one emoji is spelled: that one is what it looks like. */
const JOINED_EMOJI = /(\p{Extended_Pictographic}(?:\ufe0f|\p{EMod})?)\u200d(?=\p{Extended_Pictographic})/gu
const KEPT_JOINER = '\ue000'

/** Makes every such character visible as `⟨U+202E⟩`. Applied to all text that came from a workflow or a person. */
export function reveal(text: string): string {
  if (!text.match(HIDDEN)) return text
  return text
    .replaceAll(KEPT_JOINER, '⟨U+E000⟩')
    .replace(JOINED_EMOJI, `$1${KEPT_JOINER}`)
    .replace(HIDDEN, (character) => `⟨U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}⟩`)
    .replaceAll(KEPT_JOINER, '\u200d')
}

/** The same for every key and string of a JSON value. */
export function revealJson(value: unknown): unknown {
  if (typeof value === 'string') return reveal(value)
  if (Array.isArray(value)) return value.map(revealJson)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [reveal(key), revealJson(item)]))
}
