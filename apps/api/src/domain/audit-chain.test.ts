import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from './approval.sample.ts'
import type { StoredEntry } from './audit-chain.ts'
import { CHAIN_START, compareHead, followChain } from './audit-chain.ts'
import { chainEntry } from './audit-leaf.sample.ts'
import type { NewAuditEntry } from './audit-leaf.ts'
import { sha256 } from './canonical-json.ts'

const entry = (n: number): NewAuditEntry => ({
  type: 'key.issued',
  approvalId: null,
  actor: { kind: 'service', id: 'test', name: 'Test' },
  at: new Date(NOW.getTime() + n),
  data: { n, ü: '€' },
})

function chain(length: number): StoredEntry[] {
  const entries: StoredEntry[] = []
  let head = CHAIN_START
  for (let n = 0; n < length; n += 1) {
    const next = chainEntry(head, entry(n))
    entries.push(next)
    head = next
  }
  return entries
}

function verify(entries: readonly StoredEntry[]) {
  let head = CHAIN_START
  for (const each of entries) {
    const step = followChain(head, each)
    if (step.kind === 'broken') return step
    head = step.head
  }
  return { kind: 'intact' as const, head }
}

/** A leaf that was changed together with its hash. */
const withLeaf = (leaf: string): Partial<StoredEntry> => ({ leaf, hash: sha256(leaf) })
const NO_ENTRY = 'the leaf is not a canonical entry'

describe('the audit chain', () => {
  it('prints a leaf in canonical form and binds it to its place', () => {
    const [first] = chain(1)
    expect(first?.leaf).toBe(
      `{"actor":{"id":"test","kind":"service","name":"Test"},"approvalId":null,"at":"2026-11-21T09:00:00.000Z","data":{"n":0,"ü":"€"},"previousHash":"${'0'.repeat(64)}","seq":1,"type":"key.issued","v":1}`,
    )
  })

  it('is intact as written', () => {
    fc.assert(fc.property(fc.nat(40), (length) => verify(chain(length)).kind === 'intact'))
  })

  it('names the first entry in which any byte was changed, even when its own hash was made to fit', () => {
    const whole = chain(20)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), fc.boolean(), (seq, place, rehash) => {
        const entries = [...whole]
        const target = entries[seq - 1]
        if (!target) return
        const at = place % target.leaf.length
        const leaf = `${target.leaf.slice(0, at)}${target.leaf[at] === 'x' ? 'y' : 'x'}${target.leaf.slice(at + 1)}`
        entries[seq - 1] = { ...target, leaf, ...(rehash ? { hash: sha256(leaf) } : {}) }
        const result = verify(entries)
        // A re-hashed leaf that still parses breaks the next link; the last one breaks against the stored end.
        if (rehash && result.kind === 'intact') {
          expect(seq).toBe(20)
          expect(compareHead(result.head, whole.at(-1) ?? CHAIN_START)).toMatchObject({ seq: 20 })
        } else expect(result).toMatchObject({ kind: 'broken', seq: expect.any(Number) })
        if (result.kind === 'broken') expect([seq, seq + 1]).toContain(result.seq)
      }),
      { numRuns: 500 },
    )
  })

  it('notices what was taken out, put in twice, or put in another order', () => {
    const entries = chain(10)
    expect(verify(entries.toSpliced(4, 1))).toMatchObject({ seq: 5, fault: 'entry 5 is missing' })
    expect(verify(entries.toSpliced(4, 0, ...entries.slice(3, 4)))).toMatchObject({
      seq: 5,
      fault: 'entry 4 occurs twice',
    })
    const swapped = [...entries.slice(0, 4), ...entries.slice(4, 6).toReversed(), ...entries.slice(6)]
    expect(verify(swapped)).toMatchObject({ seq: 5 })
  })

  it.each<[string, string, (entry: StoredEntry) => Partial<StoredEntry>]>([
    ['a number', 'its seq is not the one in the leaf', ({ leaf }) => withLeaf(leaf.replace('"seq":3', '"seq":4'))],
    [
      'a predecessor',
      'its previous hash is not the one in the leaf',
      ({ leaf, previousHash }) => withLeaf(leaf.replace(previousHash.toString('hex'), '0'.repeat(64))),
    ],
    ['a kind', 'its type is not the one in the leaf', () => ({ type: 'key.revoked' })],
    ['an approval', 'its approval is not the one in the leaf', () => ({ approvalId: 'apr_x' })],
    ['a time', 'its time is not the one in the leaf', ({ at }) => ({ at: new Date(at.getTime() + 1) })],
    ['a hash', 'the hash is not the hash of the leaf', () => ({ hash: sha256('') })],
    ['a link', 'it does not continue the entry before it', () => ({ previousHash: sha256('') })],
    ['a blank in the leaf', NO_ENTRY, ({ leaf }) => withLeaf(leaf.replace(':', ': '))],
    ['a member more in the leaf', NO_ENTRY, ({ leaf }) => withLeaf(leaf.replace('"v":1', '"v":1,"w":1'))],
    [
      'a member more of the actor',
      NO_ENTRY,
      ({ leaf }) => withLeaf(leaf.replace('"name":"Test"', '"name":"Test","x":1')),
    ],
    ['another form of leaf', NO_ENTRY, ({ leaf }) => withLeaf(leaf.replace('"v":1', '"v":2'))],
    ['no JSON', NO_ENTRY, ({ leaf }) => withLeaf(leaf.slice(1))],
  ])('names the entry that was given %s', (_, fault, change) => {
    const entries = chain(5)
    const third = entries[2]
    if (!third) throw new Error('no entry')
    expect(verify(entries.with(2, { ...third, ...change(third) }))).toEqual({ kind: 'broken', seq: 3, fault })
  })

  it('gives back what the leaf says, and where the chain goes on', () => {
    const [first] = chain(1)
    if (!first) throw new Error('no entry')
    expect(followChain(CHAIN_START, first)).toEqual({
      kind: 'intact',
      head: { seq: 1, hash: first.hash },
      data: { n: 0, ü: '€' },
    })
    expect(CHAIN_START).toEqual({ seq: 0, hash: Buffer.alloc(32) })
  })

  it('carries the approval that an entry is about', () => {
    const about = chainEntry(CHAIN_START, { ...entry(0), approvalId: 'apr_1' as never })
    expect(about).toMatchObject({
      seq: 1,
      approvalId: 'apr_1',
      type: 'key.issued',
      at: NOW,
      previousHash: CHAIN_START.hash,
    })
    expect(JSON.parse(about.leaf)).toMatchObject({ approvalId: 'apr_1' })
    expect(followChain(CHAIN_START, about).kind).toBe('intact')
  })

  it('notices an end that was cut off or replaced', () => {
    const entries = chain(10)
    const cut = verify(entries.slice(0, 8))
    const stored = entries.at(-1)
    if (cut.kind !== 'intact' || !stored) throw new Error('broken')
    expect(compareHead(cut.head, stored)).toEqual({ kind: 'broken', seq: 9, fault: 'entry 9 is missing' })
    const another = { kind: 'broken', seq: 10, fault: 'the stored end of the chain is another one' }
    expect(compareHead(stored, { seq: 10, hash: sha256('') })).toEqual(another)
    expect(compareHead(stored, { seq: 9, hash: stored.hash })).toEqual(another)
    expect(compareHead(stored, stored)).toBeUndefined()
  })
})
