import { createHash } from 'node:crypto'

/**
 * RFC 8785: one byte string per JSON value. Keys sort by UTF-16 code units, numbers print as ECMAScript prints them;
 * members that are `undefined` do not exist. The wire contract has refused what has no canonical form.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`)
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return JSON.stringify(value)
  throw new TypeError(`a ${typeof value} has no canonical form`)
}

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
