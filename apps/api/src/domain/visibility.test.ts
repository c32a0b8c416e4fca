import { integrationId, secretId, teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { sampleReviewer, sampleUser } from './approval.sample.ts'
import type { ApiKey, Principal, User } from './principal.ts'
import type { VisibleFacts } from './visibility.ts'
import { aliasesOf, canKnow, isAliasOf, isVisible, requesterNames, reviewerOf, visibility } from './visibility.ts'

const PAYMENTS = teamId.parse('payments')
const FINANCE = teamId.parse('finance')
const NOTHING = { kind: 'some', teams: [], people: [], requestedBy: [], registeredByKey: null }
const BODY = '0'.repeat(36)
const ISSUED = 'https://login.example.com|sub-ana'
const ALIASES = ['usr_ana', ISSUED, 'sub-ana', 'ana@example.com']

const facts = (own: Partial<VisibleFacts> = {}): VisibleFacts => ({
  team: 'platform',
  audience: { teams: [], people: [] },
  requestedBy: null,
  registeredByKey: 'samplekey0001',
  ...own,
})
const audience = (own: Partial<VisibleFacts['audience']>) => facts({ audience: { teams: [], people: [], ...own } })
const key = (own: Partial<ApiKey> = {}): Principal => ({
  kind: 'key',
  key: {
    id: 'anotherkey001' as never,
    name: 'Key',
    scopes: ['approvals:read'],
    teams: [PAYMENTS],
    actsAs: null,
    ...own,
  },
  via: 'api',
})
const integration: Principal = {
  kind: 'integration',
  integration: {
    ...{ id: integrationId.parse(`int_${BODY}`), name: 'Jira', actsAs: sampleUser(), teams: [PAYMENTS] },
    ...{ keepers: { people: [], keys: [] }, policies: [], outcomes: [], heartbeats: true, standing: 'good' },
  },
  signedWith: secretId.parse(`sec_${BODY}`),
  via: 'callback',
}
const bo = sampleUser({ id: 'usr_bo' as never, email: null, identities: [], teams: [PAYMENTS, FINANCE] })
const sees = (own: Partial<User>, of: VisibleFacts) => isVisible(visibility(sampleReviewer(own)), of)

describe('what is seen', () => {
  it.each<[string, Principal, object]>([
    ['by an admin', sampleReviewer({ role: 'admin', teams: [] }), { kind: 'all' }],
    ['by an auditor', sampleReviewer({ role: 'auditor', teams: [] }), { kind: 'all' }],
    ['by a disabled admin', sampleReviewer({ role: 'admin', disabled: true }), NOTHING],
    ['by a disabled reviewer', sampleReviewer({ disabled: true }), NOTHING],
    ['by an integration', integration, NOTHING],
    ['by a key of every team', key({ teams: [] }), { kind: 'all' }],
    ['by a key that may not read', key({ teams: [], scopes: ['approvals:request'] }), NOTHING],
    ['by a key of some teams', key(), { ...NOTHING, teams: [PAYMENTS], registeredByKey: 'anotherkey001' }],
    [
      'by a reviewer',
      sampleReviewer(),
      {
        kind: 'some',
        teams: [PAYMENTS],
        people: ['usr_ana'],
        requestedBy: ['usr_ana', ISSUED],
        registeredByKey: null,
      },
    ],
    [
      'by somebody who stands in: their seats, and not what they asked for',
      sampleReviewer({ standsInFor: [bo] }),
      { teams: [PAYMENTS, FINANCE], people: ['usr_ana', 'usr_bo'], requestedBy: ['usr_ana', ISSUED] },
    ],
  ])('%s', (_, principal, seen) => {
    expect(visibility(principal)).toMatchObject(seen)
  })

  it.each<[string, VisibleFacts, boolean]>([
    ['of the own team', facts({ team: 'payments' }), true],
    ['that the own team may be asked', audience({ teams: ['finance', 'payments'] }), true],
    ['that they may be asked themselves', audience({ people: ['usr_bo', 'usr_ana'] }), true],
    ['that they asked for', facts({ requestedBy: { id: 'usr_ana', name: 'A' } }), true],
    ['that they asked for as their provider names them', facts({ requestedBy: { id: ISSUED, name: 'A' } }), true],
    ['that somebody of their e-mail asked for', facts({ requestedBy: { id: 'ana@example.com', name: 'A' } }), false],
    ['of others', audience({ teams: ['finance'], people: ['usr_bo'] }), false],
  ])('an approval %s', (_, of, seen) => {
    expect(sees({}, of)).toBe(seen)
    expect(canKnow(sampleReviewer(), of)).toBe(seen)
  })

  it('of nobody’s key, by nobody who has none', () => {
    expect(sees({ teams: [] }, facts())).toBe(false)
    expect(isVisible(visibility(key({ id: 'samplekey0001' as never })), facts())).toBe(true)
    expect(isVisible(visibility(key()), facts())).toBe(false)
    expect(isVisible({ kind: 'all' }, facts())).toBe(true)
  })
})

describe('that an approval exists', () => {
  it.each<[string, Principal, VisibleFacts, boolean]>([
    ['a key of every team', key({ teams: [] }), facts(), true],
    ['the key that registered it', key({ id: 'samplekey0001' as never }), facts(), true],
    ['a key of its team, without the right to read', key({ scopes: [] }), facts({ team: 'payments' }), true],
    ['a key of a team that may be asked', key(), audience({ teams: ['finance', 'payments'] }), true],
    ['a key of two teams, one of which is its', key({ teams: [FINANCE, PAYMENTS] }), facts({ team: 'payments' }), true],
    ['no other key', key(), facts(), false],
    ['an integration, whose message named it', integration, facts(), true],
    ['no disabled reviewer', sampleReviewer({ disabled: true }), facts({ team: 'payments' }), false],
  ])('may be known to %s', (_, principal, of, known) => {
    expect(canKnow(principal, of)).toBe(known)
  })
})

describe('the names of a person', () => {
  it('that grant a requester’s rights are the id and what the issuer says', () => {
    expect(requesterNames(sampleUser())).toEqual(['usr_ana', ISSUED])
  })

  it('that keep them from deciding are those, the bare subject and the e-mail, however written', () => {
    expect(aliasesOf(sampleUser({ email: ' Ana@Example.com' }))).toEqual(ALIASES)
    expect(aliasesOf(bo)).toEqual(['usr_bo', 'usr_bo'])
    for (const name of ALIASES) expect(isAliasOf(sampleUser(), ` ${name.toUpperCase()} `)).toBe(true)
    expect(isAliasOf(sampleUser(), 'usr_an')).toBe(false)
  })
})

describe('the seats that questions are looked for from', () => {
  const seatsOf = (own: Partial<User>) => reviewerOf(sampleUser(own)).seats.map(({ userId }) => userId)

  it('are the own one and those of absent people, each under all its names', () => {
    expect(reviewerOf(sampleUser({ standsInFor: [bo] }))).toEqual({
      userId: 'usr_ana',
      aliases: ALIASES,
      seats: [
        { userId: 'usr_ana', aliases: ALIASES, teams: [PAYMENTS] },
        { userId: 'usr_bo', aliases: aliasesOf(bo), teams: [PAYMENTS, FINANCE] },
      ],
    })
  })

  it('are none for who decides nothing, and none of an absent person who decides nothing', () => {
    expect(seatsOf({ disabled: true, standsInFor: [bo] })).toEqual([])
    expect(seatsOf({ role: 'auditor', standsInFor: [bo] })).toEqual([])
    expect(seatsOf({ standsInFor: [{ ...bo, disabled: true }] })).toEqual(['usr_ana'])
    expect(seatsOf({ standsInFor: [{ ...bo, role: 'auditor' }] })).toEqual(['usr_ana'])
    expect(seatsOf({ role: 'admin' })).toEqual(['usr_ana'])
  })
})
