import { describe, expect, it } from 'vitest'
import { sampleUser } from '../approval.sample.ts'
import type { ApiKey, Principal, User } from '../principal.ts'
import { aliasesOf } from '../visibility.ts'
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
  it('by another admin, who is signed in', () => {
    const names = namesOf(by(HELEN))
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
    expect(rule(by({ ...HELEN, ...facts }), 'confirm', namesOf(by(HELEN)))).toBe('second-admin')
  })

  it('not by whoever answers for the key that wrote it, and no key writes one that nobody answers for', () => {
    expect(rule(by(HELEN), 'confirm', namesOf(byKey, [HELEN]))).toBe('second-admin')
    expect(rule(by(INGRID), 'confirm', namesOf(byKey, [HELEN]))).toBeNull()
    expect(authorshipOf(byKey, [])).toEqual({
      ...{ allowed: false, code: 'not-permitted', rule: 'key-without-owner' },
      sentence:
        'Nobody answers for this API key, so nobody could be kept from confirming what it writes: issue one with an owner.',
    })
  })

  it('by nobody without the rights of an admin, which is said first', () => {
    const names = namesOf(by(HELEN))
    expect(rule(by({ ...HELEN, role: 'reviewer' }), 'confirm', names)).toBe('admin')
    const unfit: Principal = { kind: 'key', key: { ...KEY, scopes: [] }, via: 'api' }
    expect(judgeSettling(unfit, 'confirm', names)).toMatchObject({ code: 'missing-scope' })
  })

  it('or a sentence says who can', () => {
    const refusal = { allowed: false, code: 'not-permitted' }
    for (const verb of ['confirm', 'refuse'] as const)
      expect(judgeSettling(byKey, verb, [])).toEqual({
        ...{ ...refusal, rule: 'person-only' },
        sentence: `An admin who is signed in does this: an API key can ${verb} no version of a policy.`,
      })
    expect(judgeSettling(by(HELEN), 'confirm', namesOf(by(HELEN)))).toEqual({
      ...{ ...refusal, rule: 'second-admin' },
      sentence: 'You wrote this version, or answer for the API key that did, so another admin has to confirm it.',
    })
  })

  it('and refused or withdrawn by any admin who is signed in', () => {
    for (const user of [HELEN, INGRID]) expect(rule(by(user), 'refuse', namesOf(by(HELEN)))).toBeNull()
    expect(rule(byKey, 'refuse', namesOf(by(HELEN)))).toBe('person-only')
  })
})

it('behind a version stand its author under all their names, the key it was written with, and whoever answers for it', () => {
  const person = { by: { id: 'usr_helen', name: 'Helen Weiss' }, names: aliasesOf(HELEN) }
  expect(authorshipOf(by(HELEN), [INGRID])).toEqual(person)
  expect(authorshipOf(byKey, [HELEN, HELEN])).toEqual({
    by: { id: 'k1', name: 'Policy repository' },
    names: [...aliasesOf(HELEN), 'key:k1'],
  })
})

describe('a version counts at once', () => {
  const atOnce = (...admins: readonly User[]) => countsAtOnce('if-any', admins, namesOf(by(HELEN)))

  it('only where no other admin could be asked', () => {
    expect(adminsToAsk([HELEN, INGRID], namesOf(by(HELEN)))).toEqual([INGRID])
    expect(atOnce(HELEN, INGRID)).toBe(false)
    expect(atOnce(HELEN)).toBe(true)
    expect(atOnce(INGRID)).toBe(false)
    expect(atOnce(HELEN, { ...INGRID, disabled: true }, { ...INGRID, ofIntegration: true })).toBe(true)
  })

  it('never where two are always wanted', () => {
    expect(countsAtOnce('always', [HELEN], namesOf(by(HELEN)))).toBe(false)
  })

  it('not through a key with both admins behind it', () => {
    const both = namesOf(byKey, [HELEN, INGRID])
    expect(adminsToAsk([HELEN, INGRID], both)).toEqual([])
    expect(countsAtOnce('if-any', [HELEN, INGRID], both)).toBe(false)
  })
})
