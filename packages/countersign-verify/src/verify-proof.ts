import { readLeaf } from './leaf.ts'
import { leafHash, rootOfProof } from './merkle.ts'
import { type Fault, fault, type Report } from './report.ts'
import { isNoteSignedBy, parseCheckpoint, parseKey } from './signed-note.ts'

/** A C2SP tlog-proof taken apart. */
export interface Proof {
  readonly index: number
  readonly hashes: readonly Buffer[]
  readonly note: string
}

export function parseProof(text: string): Proof | undefined {
  const [, index, hashes = '', note] =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra [A-Za-z0-9+/=]+\n)?index (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n([\s\S]+)$/.exec(
      text,
    ) ?? []
  if (index === undefined || note === undefined) return undefined
  const decoded = hashes.split('\n').slice(0, -1)
  return { index: Number(index), hashes: decoded.map((hash) => Buffer.from(hash, 'base64')), note }
}

/** That this leaf is an entry of the log whose checkpoint this key has signed. */
export function judgeProof(proof: Proof, leaf: Buffer, keyText: string): Fault | null {
  const entry = proof.index + 1
  const key = parseKey(keyText)
  const checkpoint = parseCheckpoint(proof.note)
  const read = readLeaf(leaf.toString('utf8'))
  if (!key) return fault(null, 'the key is no verifier key')
  if (typeof read === 'string') return fault(entry, read)
  if (read.seq !== entry) return fault(read.seq, `the proof is about entry ${entry}`)
  if (!checkpoint || checkpoint.origin !== key.name) return fault(entry, 'the proof holds no checkpoint of this log')
  if (!isNoteSignedBy(key, proof.note)) return fault(entry, 'the checkpoint of the proof is not signed by this key')
  const root = rootOfProof(leafHash(leaf), proof.index, checkpoint.size, proof.hashes)
  return root?.equals(checkpoint.root) ? null : fault(entry, 'it is not in the log that the checkpoint was signed over')
}

/** One entry and its proof, as the service hands them out. */
export function verifyProof(text: string, leaf: Buffer, key: string): Report {
  const proof = parseProof(text)
  const found = proof ? judgeProof(proof, leaf, key) : fault(null, 'the file is no C2SP tlog-proof')
  const seq = proof ? proof.index + 1 : 0
  const read = readLeaf(leaf.toString('utf8'))
  const at = typeof read === 'string' ? '' : read.at
  return {
    kind: 'proof',
    fault: found,
    origin: parseKey(key)?.name ?? '',
    signedBy: key,
    pinned: true,
    entries: 1,
    checkpoints: 1,
    keyChanges: 0,
    first: { seq, at },
    last: null,
    notes: [],
  }
}
