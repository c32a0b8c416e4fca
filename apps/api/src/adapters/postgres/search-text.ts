const MAX_WORDS = 12

/**
 * Each word typed must begin some word of the approval: `refund 88` becomes `'refund':* & '88':*`. Quoted, so that no
 * character has a meaning of its own. `null` when nothing searchable was typed.
 */
export function toPrefixQuery(text: string): string | null {
  const words = text.split(/[\s\p{Cc}]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (words.length === 0) return null
  return words
    .slice(0, MAX_WORDS)
    .map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`)
    .join(' & ')
}
