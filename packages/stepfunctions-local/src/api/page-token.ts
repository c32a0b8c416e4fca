import { modelError } from './service-error.ts'

/** A page token belongs to one listing (`scope`) and names where the next page begins. */
export function writePageToken(scope: string, place: number): string {
  return Buffer.from(JSON.stringify([scope, place])).toString('base64url')
}

export function readPage(token: string | undefined, scope: string): number | undefined {
  if (token === undefined) return undefined
  try {
    const [from, place] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[]
    if (from === scope && typeof place === 'number') return place
  } catch {
    // Falls through to the refusal: not one of ours.
  }
  throw modelError('InvalidToken', 'Invalid token')
}

/** One page of a list that is held whole in memory. */
export function pageOf<T>(
  items: readonly T[],
  page: { readonly scope: string; readonly token: string | undefined; readonly maxResults: number | undefined },
): { items: readonly T[]; nextToken: string | undefined } {
  const from = readPage(page.token, page.scope) ?? 0
  const size = page.maxResults || 100
  const next = from + size
  return {
    items: items.slice(from, next),
    nextToken: next < items.length ? writePageToken(page.scope, next) : undefined,
  }
}
