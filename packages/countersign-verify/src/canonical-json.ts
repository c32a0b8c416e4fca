/**
 * RFC 8785. What `JSON.parse` forgives (a key that occurs twice, 1.0 for 1, another order, blanks) comes out of this in
 * another form than it went in, so comparing the two finds it. Texts are never normalised: "é" in one code point and in
 * two are different texts.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`)
  return `{${members.join(',')}}`
}

/** The value, when the text is its canonical form to the last byte. */
export function parseCanonical(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return canonicalJson(value) === text ? { value } : undefined
  } catch {
    return undefined
  }
}
