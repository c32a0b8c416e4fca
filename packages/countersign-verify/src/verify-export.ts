import { parseCanonical } from './canonical-json.ts'
import { type ExportEnd, type ExportHeader, parseEnd, parseHeader } from './export-format.ts'
import { type Leaf, readLeaf } from './leaf.ts'
import { GrowingTree, hashesIn, leafHash, sha256 } from './merkle.ts'
import { FaultFound, fail, type Report } from './report.ts'
import { isNoteSignedBy, parseCheckpoint, parseKey, type VerifierKey } from './signed-note.ts'
import { followKeys } from './succession.ts'

export interface ExportOptions {
  /** The log's first key, as it was given to whoever verifies. */
  readonly key?: string
  /** Checkpoints kept elsewhere, by size. */
  readonly anchored?: ReadonlyMap<number, () => string>
  /** The export is older than those, or ends before them on purpose. */
  readonly allowNewerAnchor?: boolean
}

/** One line after the other, in memory that does not grow with the file. Ends at the first fault. */
export async function verifyExport(
  batches: AsyncIterable<readonly Buffer[]>,
  options: ExportOptions = {},
): Promise<Report> {
  const verifier = new ExportVerifier(options)
  try {
    for await (const lines of batches) for (const line of lines) verifier.read(line)
    verifier.finish()
    return verifier.report(null)
  } catch (error) {
    if (error instanceof FaultFound) return verifier.report(error.fault)
    throw error
  }
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class ExportVerifier {
  readonly #options: ExportOptions
  #header: ExportHeader | undefined
  #end: ExportEnd | undefined
  #tree = new GrowingTree()
  #seq = 0
  #hash = '0'.repeat(64)
  #key: VerifierKey | undefined
  #retired: string[] = []
  /** An entry that does not continue the one before it: which of the two was changed, the next one tells. */
  #suspect: { readonly seq: number; readonly hash: string } | undefined
  #checkpointed = 0
  #checkpoints = 0
  #first: Report['first'] = null
  #last: Report['last'] = null
  #notes: string[] = []

  constructor(options: ExportOptions) {
    this.#options = options
  }

  read(line: Buffer): void {
    const decoded = this.#decode(line)
    if (!this.#header) this.#readHeader(decoded)
    else if (this.#end) fail(this.#seq, 'something follows the end of the export')
    else if (decoded.startsWith('{"checkpoint":')) this.#readCheckpoint(decoded)
    else if (decoded.startsWith('{"end":')) this.#readEnd(decoded)
    else this.#readEntry(line, decoded)
  }

  finish(): void {
    const { first, last, count } = this.#header ?? fail(null, 'the file is empty')
    if (!this.#end) fail(this.#seq + 1, `entry ${this.#seq + 1} is missing: the export was cut off`)
    if (this.#seq !== last || count !== last - first + 1)
      fail(this.#seq + 1, `the export says it holds ${count} entries up to ${last}, and ends with ${this.#seq}`)
    if (this.#checkpointed !== this.#seq)
      fail(this.#checkpointed + 1, 'no signed checkpoint holds these entries', this.#seq)
    const newer = Math.max(...(this.#options.anchored?.keys() ?? []))
    if (newer > last && !this.#options.allowNewerAnchor)
      fail(
        last + 1,
        `entry ${last + 1} is missing: the anchor holds a checkpoint of ${newer} entries. Was the export made before that checkpoint, say --allow-newer-anchor`,
      )
  }

  report(found: Report['fault']): Report {
    return {
      kind: 'export',
      fault: found,
      origin: this.#key?.name ?? '',
      signedBy: this.#key?.text ?? '',
      pinned: this.#options.key !== undefined,
      entries: this.#last ? this.#last.seq - (this.#first?.seq ?? 0) + 1 : 0,
      checkpoints: this.#checkpoints,
      keyChanges: this.#retired.length,
      first: this.#first,
      last: this.#last,
      notes: this.#notes,
    }
  }

  #decode(line: Buffer): string {
    try {
      return text.decode(line)
    } catch {
      return fail(this.#seq + 1, 'it is not valid UTF-8')
    }
  }

  #readHeader(decoded: string): void {
    const header = parseHeader(decoded) ?? fail(null, 'the first line is not that of an export')
    const key = parseKey(header.key) ?? fail(null, 'the export names no key')
    if (this.#options.key !== undefined && this.#options.key !== header.key)
      fail(null, `the export is signed by ${header.key}, which is not the key it should be signed by`)
    this.#header = header
    this.#key = key
    this.#seq = header.first - 1
    this.#checkpointed = this.#seq
    if (header.before === null && header.first !== 1) fail(1, 'entry 1 is missing')
    if (header.before) {
      const hashes = header.before.range.map((hash) => Buffer.from(hash, 'base64'))
      if (hashes.length !== hashesIn(this.#seq) || hashes.some((hash) => hash.length !== 32))
        fail(null, 'the tree before the first entry is incomplete')
      this.#tree = new GrowingTree(this.#seq, hashes)
      this.#hash = header.before.hash
    }
  }

  #readEntry(line: Buffer, decoded: string): void {
    const expected = this.#seq + 1
    const leaf = readLeaf(decoded)
    if (typeof leaf === 'string') fail(expected, leaf)
    if (this.#suspect) this.#judge(this.#suspect, leaf)
    if (leaf.seq > expected) fail(expected, `entry ${expected} is missing: entry ${leaf.seq} stands in its place`)
    if (leaf.seq < expected) fail(leaf.seq, `entry ${leaf.seq} occurs again in the place of ${expected}`)
    const hash = sha256(line).toString('hex')
    if (leaf.previousHash !== this.#hash) {
      this.#suspect = { seq: expected, hash }
      this.#seq = expected
      return
    }
    this.#follow(leaf)
    this.#tree.append(leafHash(line))
    this.#seq = expected
    this.#hash = hash
    this.#first ??= { seq: expected, at: leaf.at }
    this.#last = { seq: expected, at: leaf.at, hash }
    const anchored = this.#options.anchored?.get(expected)
    if (anchored) this.#compare(anchored(), 'the anchored checkpoint')
  }

  #judge({ seq, hash }: { seq: number; hash: string }, next: Leaf | undefined): never {
    if (!next) fail(seq - 1, 'one of these was changed: they do not continue each other', seq)
    if (next.previousHash === hash) fail(seq - 1, `it was changed: entry ${seq} continues another one`)
    fail(seq, 'it was changed: it neither continues the entry before it nor is continued by the next')
  }

  #follow(leaf: Leaf): void {
    const key = this.#key
    if (!key) return
    const next = followKeys(key, this.#retired, leaf)
    if (typeof next === 'string') fail(leaf.seq, next)
    if (next === key) return
    this.#retired.push(key.text)
    this.#key = next
    this.#notes.push(`entry ${leaf.seq} hands over to ${next.text}`)
  }

  #readCheckpoint(decoded: string): void {
    if (this.#suspect) this.#judge(this.#suspect, undefined)
    const { checkpoint } = (parseCanonical(decoded)?.value ?? {}) as { checkpoint?: { note?: unknown; size?: unknown } }
    if (typeof checkpoint?.note !== 'string') fail(this.#seq, 'the checkpoint after it cannot be read')
    if (checkpoint.size !== this.#seq)
      fail(this.#seq, `after it stands a checkpoint of ${String(checkpoint.size)} entries`)
    this.#compare(checkpoint.note, 'the checkpoint')
    this.#checkpointed = this.#seq
    this.#checkpoints += 1
  }

  /** A checkpoint of as many entries as were read must be of this log, signed by its key, and over this tree. */
  #compare(note: string, what: string): void {
    const key = this.#key ?? fail(null, 'there is no key')
    const checkpoint = parseCheckpoint(note)
    if (checkpoint?.size !== this.#seq) fail(this.#seq, `${what} after it is of other entries`)
    if (checkpoint.origin !== key.name) fail(this.#seq, `${what} after it is of another log, ${checkpoint.origin}`)
    // Forged, or what made its key the right one is gone: the entries since the last good checkpoint come into question.
    const since = Math.min(this.#checkpointed + 1, this.#seq)
    if (!isNoteSignedBy(key, note))
      fail(since, `${what} after entry ${this.#seq} is not signed by the key in force, ${key.text}`, this.#seq)
    if (!checkpoint.root.equals(this.#tree.root()))
      fail(since, `one of these entries is not what ${what} of ${this.#seq} entries was signed over`, this.#seq)
  }

  #readEnd(decoded: string): void {
    if (this.#suspect) this.#judge(this.#suspect, undefined)
    const end = parseEnd(decoded) ?? fail(this.#seq, 'the last line is not that of an export')
    const { first, count } = this.#header ?? fail(null, 'there is no header')
    if (end.last > this.#seq)
      fail(this.#seq + 1, `entry ${this.#seq + 1} is missing: the export should go on to ${end.last}`)
    if (end.last < this.#seq || end.first !== first || end.count !== count || end.hash !== this.#hash)
      fail(this.#seq, 'the end of the export tells of other entries')
    this.#end = end
  }
}
