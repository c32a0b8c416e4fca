import { z } from 'zod'
import type { CompactRange } from '../../../domain/audit/merkle-tree.ts'
import { subtreesOf } from '../../../domain/audit/merkle-tree.ts'
import type { TreeState } from '../../../ports/audit/audit-tree.ts'
import { instant } from '../instant.ts'

const place = z.coerce.number()
/** In a row of bytes, and in JSON as PostgreSQL prints it. */
const bytes = z.union([
  z.instanceof(Buffer),
  z
    .string()
    .startsWith('\\x')
    .transform((text) => Buffer.from(text.slice(2), 'hex')),
])

export const checkpointRow = z.object({ size: place, at: instant, note: z.string(), key: z.string() })
const rangedRow = z.object({ size: place, range: bytes })
export const hashRow = z.object({ level: place, index: place, hash: bytes })
export const leafRow = z.object({ seq: place, leaf: z.string() })

const leafData = z.object({ data: z.record(z.string(), z.unknown()) })

export const stateRow = z.object({
  now: z.date(),
  seq: place,
  hash: bytes,
  first: checkpointRow.nullable(),
  newest: checkpointRow.extend(rangedRow.shape).nullable(),
  oldest_unsigned_at: z.date().nullable(),
  keeping: z.array(z.object({ seq: place, type: z.string(), leaf: z.string() })),
})

export const toState = ({ now, seq, hash, first, newest, keeping, ...row }: z.output<typeof stateRow>): TreeState => ({
  now,
  head: { seq, hash },
  first,
  newest: newest && { ...newest, range: toRange(newest) },
  oldestUnsignedAt: row.oldest_unsigned_at,
  keeping: keeping.map((entry) => ({ ...entry, data: leafData.parse(JSON.parse(entry.leaf)).data })),
})

/** As many hashes as the size has ones in binary form. */
function toRange({ size, range }: z.output<typeof rangedRow>): CompactRange {
  const hashes = subtreesOf(0, size).map((_, place) => range.subarray(place * 32, place * 32 + 32))
  if (range.length !== hashes.length * 32) throw new Error(`the checkpoint of ${size} entries has a damaged range`)
  return { size, hashes }
}
