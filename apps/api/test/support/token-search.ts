/** Any 40 characters in a row of a token hold one of its pieces, which begin at every 20th. */
const PIECE = 20

/**
 * Looks for tokens in bytes: as they are, URL-encoded, in hexadecimal (as PostgreSQL prints bytea) and in base64, where a
 * text inside a larger one can begin at three places. One pass over the bytes, however many tokens there are.
 */
export function createTokenSearch(tokens: readonly string[]) {
  const pieces = new Map<number, { bytes: Buffer; found: string }[]>()
  const starts = new Uint8Array(1 << 24)
  for (const token of tokens) {
    for (const [form, text] of Object.entries(formsOf(token))) {
      for (let from = 0; from + PIECE <= text.length; from += PIECE) {
        const bytes = Buffer.from(text.slice(from, from + PIECE), 'latin1')
        const start = startOf(bytes, 0)
        starts[start] = 1
        const same = pieces.get(start) ?? []
        same.push({ bytes, found: `${form}, characters ${from} to ${from + PIECE} of token ${tokens.indexOf(token)}` })
        pieces.set(start, same)
      }
    }
  }

  return (haystack: Buffer | string): string | undefined => {
    const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack
    for (let at = 0; at + PIECE <= bytes.length; at += 1) {
      const start = startOf(bytes, at)
      if (starts[start] === 0) continue
      const hit = pieces.get(start)?.find((piece) => piece.bytes.compare(bytes, at, at + PIECE) === 0)
      if (hit) return `${hit.found}, at ${at}`
    }
    return undefined
  }
}

const startOf = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)

const formsOf = (token: string): Record<string, string> => ({
  'as it is': token,
  'URL-encoded': encodeURIComponent(token),
  hexadecimal: Buffer.from(token).toString('hex'),
  base64: Buffer.from(token).toString('base64'),
  'base64 from its second byte': Buffer.from(token.slice(1)).toString('base64'),
  'base64 from its third byte': Buffer.from(token.slice(2)).toString('base64'),
})
