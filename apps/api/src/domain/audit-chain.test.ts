import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from './approval.sample.ts'
import type { StoredEntry } from './audit-chain.ts'
import { CHAIN_START, compareHead, followChain } from './audit-chain.ts'
import type { NewAuditEntry } from './audit-leaf.ts'
import { chainEntry } from './audit-leaf.ts'
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
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), fc.boolean(), (seq, place, rehash) => {
        const entries = chain(20)
        const target = entries[seq - 1]
        if (!target) return
        const at = place % target.leaf.length
        const leaf = `${target.leaf.slice(0, at)}${target.leaf[at] === 'x' ? 'y' : 'x'}${target.leaf.slice(at + 1)}`
        entries[seq - 1] = { ...target, leaf, ...(rehash ? { hash: sha256(leaf) } : {}) }
        const result = verify(entries)
        // A re-hashed leaf that still parses breaks the next link; the last one breaks against the stored end.
        if (rehash && result.kind === 'intact') {
          expect(seq).toBe(20)
          expect(compareHead(result.head, chain(20).at(-1) ?? CHAIN_START)).toMatchObject({ seq: 20 })
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

  it('notices an end that was cut off or replaced', () => {
    const entries = chain(10)
    const cut = verify(entries.slice(0, 8))
    const stored = entries.at(-1)
    if (cut.kind !== 'intact' || !stored) throw new Error('broken')
    expect(compareHead(cut.head, stored)).toMatchObject({ seq: 9, fault: 'entry 9 is missing' })
    expect(compareHead(stored, { seq: 10, hash: sha256('') })).toMatchObject({ kind: 'broken' })
    expect(compareHead(stored, stored)).toBeUndefined()
  })
})
