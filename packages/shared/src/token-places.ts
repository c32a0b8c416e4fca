/** Far below what AWS hands out (some 600 characters): shorter ones would be found in a text by accident. */
const MIN_TOKEN_LENGTH = 40

/**
 * Where a task token was put besides its own member. `"payload.$": "$$"` does that to an author: it would show the
 * secret to every reader of the approval, each of whom could then answer the task past every rule (I10).
 */
export function tokenPlaces(value: unknown, token: string): PropertyKey[][] {
  return token.length < MIN_TOKEN_LENGTH ? [] : placesIn(value, token, [])
}

function placesIn(value: unknown, token: string, path: PropertyKey[]): PropertyKey[][] {
  if (typeof value === 'string') return value.includes(token) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key.includes(token) ? [path] : placesIn(item, token, [...path, key]),
  )
}
