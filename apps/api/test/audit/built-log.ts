import { signCheckpoint } from '../../src/domain/audit/checkpoint.ts'
import { checkpointLine, exportEnd, exportHeader } from '../../src/domain/audit/export-lines.ts'
import { rotateKey } from '../../src/domain/audit/log-identity.ts'
import { appendLeaves, EMPTY_RANGE, leafHash, rootOf } from '../../src/domain/audit/merkle-tree.ts'
import { type SigningKey, verifierKey } from '../../src/domain/audit/signed-note.ts'
import { CHAIN_START } from '../../src/domain/audit-chain.ts'
import { chainEntry } from '../../src/domain/audit-leaf.sample.ts'
import type { NewAuditEntry } from '../../src/domain/audit-leaf.ts'
import { canonicalJson, sha256 } from '../../src/domain/canonical-json.ts'

/** A log in memory, made by the functions that make the real one. */
export interface BuiltLog {
  readonly origin: string
  /** The first key, as verifiers want it. */
  readonly key: string
  readonly leaves: readonly string[]
  /** By size. */
  readonly checkpoints: ReadonlyMap<number, string>
}

export interface LogPlan {
  readonly origin?: string
  /** The first signs from the start; each of the others from an entry on. */
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly entries: readonly NewAuditEntry[]
  /** A checkpoint after so many entries. */
  readonly every: number
  /** After this entry the key before hands over to the next one. */
  readonly rotateAfter?: readonly number[]
}

const ACTORS = ['Ana Lindqvist', 'João Pereira', 'Zoë Müller', '李小龍'] as const

/** Entries as the service writes them: words, numbers, nested data, and characters with more than one spelling. */
export const someEntry = (n: number): NewAuditEntry => ({
  type: n % 3 === 0 ? 'approval.voted' : n % 3 === 1 ? 'approval.requested' : 'key.issued',
  approvalId: n % 3 === 2 ? null : (`apr_${String(n).padStart(26, '0')}` as never),
  actor: { kind: 'user', id: `usr_${n % 4}`, name: ACTORS[n % 4] ?? '' },
  at: new Date(Date.UTC(2026, 10, 21, 9, 0, n % 60, n % 1_000)),
  data: {
    amount: n + 0.25,
    caseDigest: `sha256:${sha256(`case ${n}`).toString('hex')}`,
    note: `café № ${n}`,
    outcome: 'approve',
    parts: [1, n, 1 / 3],
    voter: { id: `usr_${n % 4}`, name: 'Zoë' },
  },
})

export function buildLog({
  keys,
  entries,
  every,
  rotateAfter = [],
  origin = 'one.example.com/audit',
}: LogPlan): BuiltLog {
  let head = CHAIN_START
  let range = EMPTY_RANGE
  let turn = 0
  const leaves: string[] = []
  const checkpoints = new Map<number, string>()
  const append = (entry: NewAuditEntry) => {
    const next = chainEntry(head, entry)
    head = next
    leaves.push(next.leaf)
    range = appendLeaves(range, [leafHash(next.leaf)]).range
  }
  const signer = () => keys[turn] ?? keys[0]
  for (const entry of entries) {
    append(entry)
    if (rotateAfter.includes(head.seq)) {
      const from = signer()
      turn += 1
      append(rotateKey({ origin, publicKey: from.publicKey }, from, signer(), entry.at))
    }
    if (head.seq % every === 0)
      checkpoints.set(head.seq, signCheckpoint(origin, { size: head.seq, root: rootOf(range) }, signer()))
  }
  if (head.seq > 0) checkpoints.set(head.seq, signCheckpoint(origin, { size: head.seq, root: rootOf(range) }, signer()))
  return { origin, key: verifierKey(origin, keys[0].publicKey), leaves, checkpoints }
}

/** The lines an export of the whole log has. */
export function exportOf({ key, leaves, checkpoints }: BuiltLog): string[] {
  const start = { key, first: 1, last: leaves.length, before: null }
  return [
    exportHeader(start),
    ...leaves.flatMap((leaf, place) => {
      const note = checkpoints.get(place + 1)
      return note === undefined ? [leaf] : [leaf, checkpointLine({ size: place + 1, note })]
    }),
    exportEnd(start, sha256(leaves.at(-1) ?? '')),
  ].map((line) => line.replace(/\n$/, ''))
}

/** What somebody does who knows how the chain is made: every entry from `seq` on is chained anew. */
export function rechain(leaves: readonly string[], seq: number): string[] {
  const next = [...leaves]
  for (let place = Math.max(seq - 1, 0); place < next.length; place += 1) {
    const previous = next[place - 1]
    const previousHash = previous === undefined ? '0'.repeat(64) : sha256(previous).toString('hex')
    next[place] = canonicalJson({ ...JSON.parse(next[place] ?? ''), seq: place + 1, previousHash })
  }
  return next
}
