import { ProblemError } from '../to-problem.ts'

export const etagOf = (version: number): string => `"v${version}"`

/** `null`: any version will do. Weak tags are refused: a decision needs to be about exactly what was seen. */
export function parseIfMatch(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null
  const match = /^"v(\d{1,9})"$/.exec(header.trim())
  if (match) return Number(match[1])
  throw new ProblemError({
    code: 'invalid-request',
    detail: 'If-Match must be the ETag of the approval as you last read it, such as "v3", or *.',
  })
}
