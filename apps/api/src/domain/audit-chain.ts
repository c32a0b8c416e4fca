import { z } from 'zod'
import type { ChainHead } from './audit-leaf.ts'
import { canonicalJson, sha256 } from './canonical-json.ts'

/** A row of the log as stored; nothing about it is trusted. */
export interface StoredEntry {
  readonly seq: number
  readonly at: Date
  readonly type: string
  readonly approvalId: string | null
  readonly leaf: string
  readonly hash: Buffer
  readonly previousHash: Buffer
}

export type Followed =
  | { readonly kind: 'intact'; readonly head: ChainHead; readonly data: Readonly<Record<string, unknown>> }
  | Broken
export interface Broken {
  readonly kind: 'broken'
  /** The first entry that is not what was written. */
  readonly seq: number
  readonly fault: string
}

export const CHAIN_START: ChainHead = { seq: 0, hash: Buffer.alloc(32) }

const leafSchema = z.strictObject({
  v: z.literal(1),
  seq: z.int(),
  at: z.string(),
  type: z.string(),
  approvalId: z.string().nullable(),
  actor: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
  data: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
})

/** Recomputes one step of the chain: everything stored beside the leaf must say what the leaf says. */
export function followChain(head: ChainHead, entry: StoredEntry): Followed {
  const expected = head.seq + 1
  const broken = (fault: string): Broken => ({ kind: 'broken', seq: expected, fault })
  if (entry.seq !== expected)
    return broken(entry.seq > expected ? `entry ${expected} is missing` : `entry ${entry.seq} occurs twice`)
  if (!sha256(entry.leaf).equals(entry.hash)) return broken('the hash is not the hash of the leaf')
  if (!entry.previousHash.equals(head.hash)) return broken('it does not continue the entry before it')
  const leaf = parseLeaf(entry.leaf)
  if (!leaf) return broken('the leaf is not a canonical entry')
  const differing = (
    [
      ['seq', leaf.seq === entry.seq],
      ['previous hash', leaf.previousHash === head.hash.toString('hex')],
      ['type', leaf.type === entry.type],
      ['approval', leaf.approvalId === entry.approvalId],
      ['time', leaf.at === entry.at.toISOString()],
    ] as const
  ).find(([, equal]) => !equal)
  if (differing) return broken(`its ${differing[0]} is not the one in the leaf`)
  return { kind: 'intact', head: { seq: entry.seq, hash: entry.hash }, data: leaf.data }
}

/** The stored end of the chain must be the end that was recomputed. */
export function compareHead(head: ChainHead, stored: ChainHead): Broken | undefined {
  if (head.seq < stored.seq) return { kind: 'broken', seq: head.seq + 1, fault: `entry ${head.seq + 1} is missing` }
  if (head.seq > stored.seq || !head.hash.equals(stored.hash))
    return { kind: 'broken', seq: head.seq, fault: 'the stored end of the chain is another one' }
  return undefined
}

function parseLeaf(leaf: string) {
  try {
    const value: unknown = JSON.parse(leaf)
    const parsed = leafSchema.safeParse(value)
    return parsed.success && canonicalJson(value) === leaf ? parsed.data : undefined
  } catch {
    return undefined
  }
}
