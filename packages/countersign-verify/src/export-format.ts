import { parseCanonical } from './canonical-json.ts'

/** The first line of an export. */
export interface ExportHeader {
  readonly format: 'countersign-audit-1'
  /** Who signs at its first entry; for a whole log, the log's first key. */
  readonly key: string
  readonly first: number
  readonly last: number
  readonly count: number
  /** For an export that begins later: the hash of the entry before and the tree up to there. */
  readonly before: { readonly hash: string; readonly range: readonly string[] } | null
}

/** Its last one. */
export interface ExportEnd {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly hash: string
}

export function parseHeader(text: string): ExportHeader | undefined {
  const header = memberOf<ExportHeader>(text, 'export')
  const whole =
    header?.format === 'countersign-audit-1' &&
    typeof header.key === 'string' &&
    areSizes(header.first, header.last, header.count) &&
    (header.before === null ||
      (typeof header.before?.hash === 'string' &&
        Array.isArray(header.before.range) &&
        header.before.range.every((hash) => typeof hash === 'string')))
  return whole ? header : undefined
}

export function parseEnd(text: string): ExportEnd | undefined {
  const end = memberOf<ExportEnd>(text, 'end')
  return end && areSizes(end.first, end.last, end.count) && typeof end.hash === 'string' ? end : undefined
}

/** The only member of an object in canonical form. */
export function memberOf<T extends object>(text: string, name: string): T | undefined {
  const value = parseCanonical(text)?.value as Record<string, T> | null | undefined
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== name) return undefined
  const member = value[name]
  return typeof member === 'object' && member !== null ? member : undefined
}

const areSizes = (...sizes: readonly unknown[]): boolean =>
  sizes.every((size) => Number.isSafeInteger(size) && Number(size) >= 1)
