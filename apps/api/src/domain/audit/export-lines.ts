import { canonicalJson } from '../canonical-json.ts'

/** Where an export begins: the hash of the entry before it and the tree up to there. */
export interface ExportStart {
  readonly key: string
  readonly first: number
  readonly last: number
  readonly before: { readonly hash: Buffer; readonly range: readonly Buffer[] } | null
}

/**
 * The lines of an export. An entry's line is its leaf, byte for byte, so its SHA-256 is what the next one names; every
 * other line has one member that no leaf begins with.
 */
export const exportHeader = ({ key, first, last, before }: ExportStart): string =>
  line({
    export: {
      format: 'countersign-audit-1',
      key,
      first,
      last,
      count: last - first + 1,
      before: before && {
        hash: before.hash.toString('hex'),
        range: before.range.map((hash) => hash.toString('base64')),
      },
    },
  })

export const checkpointLine = ({ size, note }: { readonly size: number; readonly note: string }): string =>
  line({ checkpoint: { size, note } })

export const exportEnd = ({ first, last }: ExportStart, hash: Buffer): string =>
  line({ end: { first, last, count: last - first + 1, hash: hash.toString('hex') } })

export const entryLine = ({ leaf }: { readonly leaf: string }): string => `${leaf}\n`

const line = (value: unknown): string => `${canonicalJson(value)}\n`
