import { describe, expect, it } from 'vitest'
import { CHAIN_START } from '../audit-chain.ts'
import { type ChainedEntry, chainEntry } from '../audit-leaf.sample.ts'
import type { NewAuditEntry } from '../audit-leaf.ts'
import { sha256 } from '../canonical-json.ts'
import { followLog, LOG_START, type LogState } from './follow-log.ts'
import { rotateKey } from './log-identity.ts'
import { appendLeaves, EMPTY_RANGE, leafHash } from './merkle-tree.ts'
import { signingKeyOf } from './signed-note.ts'

const ORIGIN = 'one.example.com/audit'
const [one, two] = [signingKeyOf(Buffer.alloc(32, 1)), signingKeyOf(Buffer.alloc(32, 2))] as const
const ofKey = ({ publicKey }: typeof one) => ({ origin: ORIGIN, publicKey })
const at = new Date('2026-11-21T09:00:00Z')
const plain: NewAuditEntry = {
  type: 'key.issued',
  approvalId: null,
  actor: { kind: 'service', id: 'test', name: 'Test' },
  at,
  data: { n: 1 },
}
const rotation = rotateKey(ofKey(one), one, two, at)

function chain(entries: readonly NewAuditEntry[]): ChainedEntry[] {
  const chained: ChainedEntry[] = []
  for (const entry of entries) chained.push(chainEntry(chained.at(-1) ?? CHAIN_START, entry))
  return chained
}
const known: LogState = { ...LOG_START, identity: ofKey(one) }

describe('following the log', () => {
  it('adds entries up to their chain, their tree and who signs from there on, in as many parts as one likes', () => {
    const entries = chain([plain, plain, rotation, plain])
    const { range, completed } = appendLeaves(
      EMPTY_RANGE,
      entries.map(({ leaf }) => leafHash(leaf)),
    )
    const head = { seq: 4, hash: entries[3]?.hash }
    expect(followLog(known, entries)).toEqual({
      kind: 'intact',
      state: { head, range, identity: ofKey(two) },
      completed,
    })

    const begun = followLog(known, entries.slice(0, 2))
    expect(begun).toMatchObject({
      kind: 'intact',
      state: { identity: ofKey(one) },
      completed: [{ level: 1, index: 0 }],
    })
    if (begun.kind === 'intact')
      expect(followLog(begun.state, entries.slice(2))).toMatchObject({
        state: { head, range, identity: ofKey(two) },
        completed: [
          { level: 1, index: 1 },
          { level: 2, index: 0 },
        ],
      })
  })

  it('is not stopped by nothing', () => {
    expect(followLog(known, [])).toEqual({ kind: 'intact', state: known, completed: [] })
  })

  it('names the entry that breaks the chain', () => {
    const entries = chain([plain, plain, plain])
    expect(followLog(known, entries.toSpliced(1, 1))).toEqual({ kind: 'broken', seq: 2, fault: 'entry 2 is missing' })
    const last = entries[2]
    if (last)
      expect(followLog(known, [...entries.slice(0, 2), { ...last, hash: sha256('') }])).toMatchObject({ seq: 3 })
  })

  it('names the entry that changes keys unsigned, and takes it as it is while nobody is known to sign', () => {
    const entries = chain([plain, { ...rotation, data: { ...rotation.data, signedByOld: 'AAAA' } }, plain])
    expect(followLog(known, entries)).toEqual({
      kind: 'broken',
      seq: 2,
      fault: 'it changes keys without the signature of the key in force',
    })
    expect(followLog(LOG_START, entries)).toMatchObject({ kind: 'intact', state: { identity: null, head: { seq: 3 } } })
  })
})
