import { describe, expect, it } from 'vitest'
import { chooseKey, identityAt, identityOfKey, isHalted } from './keeping.ts'
import { type IdentityEntry, rotateKey } from './log-identity.ts'
import { signingKeyOf, verifierKey } from './signed-note.ts'

const ORIGIN = 'one.example.com/audit'
const [one, two, three] = [
  signingKeyOf(Buffer.alloc(32, 1)),
  signingKeyOf(Buffer.alloc(32, 2)),
  signingKeyOf(Buffer.alloc(32, 3)),
] as const
const ofKey = ({ publicKey }: typeof one) => ({ origin: ORIGIN, publicKey })
const plain = (seq: number, type: string): IdentityEntry => ({ seq, type, data: {} })
const rotation = (seq: number, from: typeof one, to: typeof one): IdentityEntry => {
  const { type, data } = rotateKey(ofKey(from), from, to, new Date(0))
  return { seq, type, data }
}

describe('signing', () => {
  const STOP = 'security.audit_inconsistent'
  it.each<[string, string[], boolean]>([
    ['goes on where nothing was found', [], false],
    ['goes on after entries that are about something else', ['key.issued', 'security.denied'], false],
    ['stops at an inconsistency', [STOP], true],
    ['stays stopped, whatever else happens', [STOP, 'audit.key_rotated', 'key.issued'], true],
    ['goes on when an operator resumes it', [STOP, 'audit.resumed'], false],
    ['goes on when an operator continues under another name', [STOP, 'audit.continued'], false],
    ['stops again at the next inconsistency', [STOP, 'audit.resumed', STOP], true],
  ])('%s', (_name, types, halted) => {
    expect(isHalted(types.map((type, place) => plain(place + 1, type)))).toBe(halted)
  })
})

describe('who signs a checkpoint', () => {
  const keeping = [plain(2, 'audit.resumed'), rotation(5, one, two), rotation(9, two, three)]

  it.each([
    [4, one],
    [5, two],
    [8, two],
    [9, three],
    [1_000, three],
  ])('of %i entries is who the entries up to there name', (size, key) => {
    expect(identityAt(ofKey(one), keeping, size)).toEqual(ofKey(key))
  })

  it('is nobody behind an entry that the key in force has not signed', () => {
    const forged = [...keeping, rotation(12, one, two)]
    expect(identityAt(ofKey(one), forged, 11)).toEqual(ofKey(three))
    expect(identityAt(ofKey(one), forged, 12)).toEqual({
      kind: 'broken',
      seq: 12,
      fault: 'it changes keys without the signature of the key in force',
    })
  })

  it('is read from a key as verifiers have it', () => {
    expect(identityOfKey(verifierKey(ORIGIN, one.publicKey))).toEqual(ofKey(one))
    expect(identityOfKey('no key')).toBeUndefined()
  })
})

describe('before the next checkpoint', () => {
  it('the wanted key signs when it is in force', () => {
    expect(chooseKey(ofKey(one), [], [one, two])).toEqual({ kind: 'sign', key: one })
    expect(chooseKey(ofKey(two), [rotation(5, one, two)], [two])).toEqual({ kind: 'sign', key: two })
  })

  it('a wanted key that is new takes over from the one in force, which must be held', () => {
    expect(chooseKey(ofKey(one), [plain(3, 'audit.resumed')], [two, three, one])).toEqual({
      kind: 'rotate',
      from: one,
      to: two,
    })
    expect(chooseKey(ofKey(one), [], [two, three])).toEqual({ kind: 'refused', why: 'missing' })
  })

  it('a retired key never comes back', () => {
    const keeping = [rotation(5, one, two), rotation(9, two, three)]
    for (const retired of [one, two])
      expect(chooseKey(ofKey(three), keeping, [retired, three])).toEqual({ kind: 'refused', why: 'retired' })
  })

  it('a key is retired by a rotation only, not by what another entry calls its old key', () => {
    const said = { ...rotation(5, two, one), type: 'audit.resumed' }
    expect(chooseKey(ofKey(one), [said], [two, one])).toMatchObject({ kind: 'rotate' })
    expect(chooseKey(ofKey(one), [plain(5, 'audit.key_rotated')], [two, one])).toMatchObject({ kind: 'rotate' })
  })
})
