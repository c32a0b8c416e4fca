import { canonicalJson } from './canonical-json.ts'
import { memberOf } from './export-format.ts'
import { type Leaf, readLeaf } from './leaf.ts'
import { sha256 } from './merkle.ts'
import { FaultFound, fail, type Report } from './report.ts'
import { parseKey, type VerifierKey } from './signed-note.ts'
import { followKeys } from './succession.ts'
import { judgeProof, parseProof } from './verify-proof.ts'

interface Pack {
  readonly format: string
  readonly key: string
  readonly approvalId: string
  readonly caseDigest: string
  readonly entries: number
  /** What was shown, whole; `null` when the reader might not see all of it. */
  readonly shown: unknown
  readonly signatures: readonly Signature[]
  readonly decision: Decided | null
}

interface Decided {
  readonly id: string
  readonly outcome: string
  readonly workflowGets: string
  readonly decidedAt: string
  readonly decidedBy: unknown
  readonly reason: string | null
}

interface Signature {
  readonly id: string
  readonly name: string
  readonly outcome: string
  readonly reason: string | null
  readonly comment: string | null
  readonly caseDigest: string
}

/** An evidence pack: everything about one approval, each entry with its own proof. Small enough to hold. */
export async function verifyEvidence(
  batches: AsyncIterable<readonly Buffer[]>,
  pinned: string | undefined,
): Promise<Report> {
  const lines: Buffer[] = []
  for await (const batch of batches) lines.push(...batch)
  const state = { key: '', leaves: [] as Leaf[], notes: [] as string[], keyChanges: 0 }
  const report = (found: Report['fault']): Report => {
    const [first] = state.leaves
    return {
      kind: 'evidence',
      fault: found,
      origin: parseKey(state.key)?.name ?? '',
      signedBy: state.key,
      pinned: pinned !== undefined,
      entries: state.leaves.length,
      checkpoints: state.leaves.length > 0 ? 1 : 0,
      keyChanges: state.keyChanges,
      first: first ? { seq: first.seq, at: first.at } : null,
      last: null,
      notes: state.notes,
    }
  }
  try {
    const pack = memberOf<Pack>(String(lines[0]), 'evidence') ?? fail(null, 'the first line is not that of a pack')
    if (pinned !== undefined && pinned !== pack.key)
      fail(null, `the pack begins with the key ${pack.key}, not with yours`)
    const pairs = pairsOf(lines.slice(1, -1))
    let key: VerifierKey = parseKey(pack.key) ?? fail(null, 'the pack names no key')
    for (const { leaf } of pairs) {
      const next = followKeys(key, [], leaf)
      if (typeof next === 'string') fail(leaf.seq, next)
      if (next !== key) state.keyChanges += 1
      key = next
    }
    state.key = key.text
    for (const { leaf, line, proof } of pairs) {
      const found = judgeProof(parseProof(proof) ?? fail(leaf.seq, 'its proof cannot be read'), line, key.text)
      if (found) throw new FaultFound(found)
      if (leaf.approvalId === pack.approvalId) state.leaves.push(leaf)
    }
    checkWhole(pack, state.leaves, lines.at(-1))
    checkSignatures(pack, state.leaves)
    state.notes.push(checkCase(pack, state.leaves))
    return report(null)
  } catch (error) {
    if (error instanceof FaultFound) return report(error.fault)
    throw error
  }
}

function pairsOf(lines: readonly Buffer[]) {
  return Array.from({ length: Math.ceil(lines.length / 2) }, (_, place) => {
    const line = lines[place * 2] ?? fail(null, 'the pack was cut off')
    const leaf = readLeaf(String(line))
    if (typeof leaf === 'string') fail(null, `line ${place * 2 + 2}: ${leaf}`)
    const { proof } = memberOf<{ proof: string }>(String(lines[place * 2 + 1] ?? ''), 'inclusion') ?? { proof: '' }
    return { leaf, line, proof }
  })
}

function checkWhole(pack: Pack, leaves: readonly Leaf[], last: Buffer | undefined): void {
  const end = memberOf<{ entries: number }>(String(last ?? ''), 'end')
  if (!end || end.entries !== pack.entries || leaves.length !== pack.entries)
    fail(null, `the pack says it holds ${pack.entries} entries of this approval, and holds ${leaves.length}`)
}

/** Whoever the pack says has signed, has: each signature and the decision stand in an entry. */
function checkSignatures({ signatures, decision }: Pack, leaves: readonly Leaf[]): void {
  for (const signature of signatures) {
    const { id, name, outcome, reason, caseDigest } = signature
    const commentSha256 = signature.comment === null ? null : sha256(signature.comment).toString('hex')
    const said = canonicalJson({ voter: { id, name }, outcome, reason, caseDigest, commentSha256 })
    const stands = leaves.some(({ type, data }) => type === 'approval.voted' && canonicalJson(votePart(data)) === said)
    if (!stands) fail(null, `no entry says that ${id} has signed ${outcome} as the pack says`)
  }
  if (decision === null) return
  const { id: decisionId, outcome, workflowGets: kind, decidedAt, decidedBy, reason } = decision
  const said = canonicalJson({ decisionId, outcome, kind, decidedAt, decidedBy, reason })
  const stands = leaves.some(
    ({ type, data }) => type === 'approval.decided' && canonicalJson(decidedPart(data)) === said,
  )
  if (!stands) fail(null, `no entry says that ${outcome} was decided as the pack says`)
}

const decidedPart = ({ decisionId, outcome, kind, decidedAt, decidedBy, reason }: Leaf['data']) => ({
  decisionId,
  outcome,
  kind,
  decidedAt,
  decidedBy,
  reason,
})

function votePart({ voter, outcome, reason, caseDigest, commentSha256 }: Leaf['data']) {
  const { id, name } = (voter ?? {}) as { id?: unknown; name?: unknown }
  return { voter: { id, name }, outcome, reason, caseDigest, commentSha256 }
}

/** The case that is in the pack is the one that was put to people, and every vote was about it. */
function checkCase({ shown, caseDigest }: Pack, leaves: readonly Leaf[]): string {
  const asked = leaves.findLast(({ data }) => data.caseDigest !== undefined && typeof data.caseDigest === 'string')
  if (asked && asked.data.caseDigest !== caseDigest) fail(asked.seq, 'the pack tells of another case than this entry')
  if (shown === null) return 'the case is masked, so its digest was not recomputed'
  if (`sha256:${sha256(canonicalJson(shown)).toString('hex')}` !== caseDigest)
    fail(asked?.seq ?? null, 'the case in the pack is not the one with this digest')
  return 'the case in the pack is the one that was put to people'
}
