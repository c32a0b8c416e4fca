import { describe, expect, it } from 'vitest'
import { sampleUser } from '../approval.sample.ts'
import type { ApiKey, Principal, User } from '../principal.ts'
import { adminsToAsk, authorshipOf, countsAtOnce, judgeSettling } from './second-admin.ts'

const admin = (facts: Partial<User>) => sampleUser({ role: 'admin', ...facts })
const HELEN = admin({
  id: 'usr_helen' as User['id'],
  name: 'Helen Weiss',
  email: 'helen@fjordandfield.example',
  identities: [{ issuer: 'https://login', subject: 'ff|helen' }],
})
const INGRID = admin({
  id: 'usr_ingrid' as User['id'],
  name: 'Ingrid Solberg',
  email: 'ingrid@fjordandfield.example',
  identities: [{ issuer: 'https://login', subject: 'ff|ingrid' }],
})
const by = (user: User): Principal => ({ kind: 'user', user, via: 'web' })
const KEY = {
  id: 'k1',
  name: 'Policy repository',
  scopes: ['settings:manage'],
  teams: [],
  actsAs: null,
} as unknown as ApiKey
const byKey: Principal = { kind: 'key', key: KEY, via: 'api' }

function namesOf(principal: Principal, ofKey: readonly User[] = []): readonly string[] {
  const authorship = authorshipOf(principal, ofKey)
  if ('allowed' in authorship) throw new Error(authorship.sentence)
  return authorship.names
}
const rule = (principal: Principal, verb: 'confirm' | 'refuse', names: readonly string[]) => {
  const verdict = judgeSettling(principal, verb, names)
  return verdict.allowed ? null : verdict.rule
}

describe('a version of a policy is confirmed', () => {
  const names = namesOf(by(HELEN))

  it('by another admin, who is signed in', () => {
    expect(rule(by(INGRID), 'confirm', names)).toBeNull()
    expect(rule(byKey, 'confirm', names)).toBe('person-only')
    expect(rule(by({ ...INGRID, role: 'reviewer' }), 'confirm', names)).toBe('admin')
    expect(rule(by({ ...INGRID, disabled: true }), 'confirm', names)).toBe('disabled')
    expect(rule(by({ ...INGRID, ofIntegration: true }), 'confirm', names)).toBe('person-only')
  })

  it.each<[string, Partial<User>]>([
    ['as themselves', {}],
    ['under another name', { name: 'H. Weiss' }],
    ['from a second account with the same identity', { id: 'usr_h2' as User['id'], email: null }],
    ['from a second account with the same mail', { id: 'usr_h2' as User['id'], identities: [] }],
    ['with the mail in capitals', { id: 'usr_h2' as User['id'], identities: [], email: 'HELEN@FjordAndField.example' }],
    [
      'by the same subject at another issuer',
      { id: 'usr_h2' as User['id'], email: null, identities: [{ issuer: 'https://other', subject: 'FF|helen' }] },
    ],
  ])('not by its author %s', (_, facts) => {
    expect(rule(by({ ...HELEN, ...facts }), 'confirm', names)).toBe('second-admin')
  })

  it('not by whoever answers for the key that wrote it, and no key writes one that nobody answers for', () => {
    expect(rule(by(HELEN), 'confirm', namesOf(byKey, [HELEN]))).toBe('second-admin')
    expect(rule(by(INGRID), 'confirm', namesOf(byKey, [HELEN]))).toBeNull()
    expect(authorshipOf(byKey, [])).toMatchObject({ allowed: false, rule: 'key-without-owner' })
  })

  it('and refused or withdrawn by any admin who is signed in', () => {
    for (const user of [HELEN, INGRID]) expect(rule(by(user), 'refuse', names)).toBeNull()
    expect(rule(byKey, 'refuse', names)).toBe('person-only')
  })
})

describe('a version counts at once', () => {
  const names = namesOf(by(HELEN))
  const atOnce = (...admins: readonly User[]) => countsAtOnce('if-any', admins, names)

  it('only where no other admin could be asked', () => {
    expect(adminsToAsk([HELEN, INGRID], names)).toEqual([INGRID])
    expect(atOnce(HELEN, INGRID)).toBe(false)
    expect(atOnce(HELEN)).toBe(true)
    expect(atOnce(HELEN, { ...INGRID, disabled: true }, { ...INGRID, ofIntegration: true })).toBe(true)
  })

  it('never where two are always wanted', () => {
    expect(countsAtOnce('always', [HELEN], names)).toBe(false)
  })

  it('not through a key with both admins behind it', () => {
    const both = namesOf(byKey, [HELEN, INGRID])
    expect(adminsToAsk([HELEN, INGRID], both)).toEqual([])
    expect(countsAtOnce('if-any', [HELEN, INGRID], both)).toBe(false)
  })
})
