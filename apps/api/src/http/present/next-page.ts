import type { AnswerHeaders } from '../answer.ts'

/** `Link: <…>; rel="next"` with the same filters, or nothing on the last page. */
export function nextPage(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
  nextCursor: string | null,
): AnswerHeaders {
  if (nextCursor === null) return {}
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && name !== 'cursor') parameters.set(name, String(value))
  parameters.set('cursor', nextCursor)
  return { Link: `<${path}?${parameters}>; rel="next"` }
}
