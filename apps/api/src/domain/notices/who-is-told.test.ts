import { teamId, userId } from '@countersign/shared/ids'
import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { ROLES } from '@countersign/shared/statuses'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sampleApproval, sampleUser } from '../approval.sample.ts'
import { authorize } from '../authorize.ts'
import { tally } from '../policy/tally.ts'
import { sampleVote } from '../policy/vote.sample.ts'
import { NO_WISH } from './watch.ts'
import { whoIsTold } from './who-is-told.ts'

/** One in four: with even odds hardly anybody would be told, and the property would hold of nobody. */
const seldom = fc.nat(3).map((n) => n === 0)

const person = fc.record({
  id: fc.constantFrom('usr_ana', 'usr_bo', 'usr_cai'),
  role: fc.constantFrom(...ROLES),
  inTeam: fc.boolean(),
  disabled: seldom,
  ofIntegration: seldom,
  muted: seldom,
  voted: fc.boolean(),
})
const askers = [null, 'usr_ana', 'usr_bo', 'ana@example.com', ' ANA@example.com ', 'sub-ana']
const approvals = askers.flatMap((by) =>
  [true, false].map((requesterMayDecide) =>
    sampleApproval({ requesterMayDecide, request: by === null ? {} : { requestedBy: { id: by, name: 'Asker' } } }),
  ),
)

it('tells nobody who could not decide it, and nobody who wished for silence', () => {
  let told = 0
  fc.assert(
    fc.property(
      person,
      fc.constantFrom(...approvals),
      fc.constantFrom('request', 'reminder', 'escalation'),
      (who, approval, kind) => {
        const user = sampleUser({
          id: userId.parse(who.id),
          role: who.role,
          teams: who.inTeam ? [teamId.parse('payments')] : [teamId.parse('platform')],
          disabled: who.disabled,
          ofIntegration: who.ofIntegration,
        })
        const votes = who.voted ? [{ by: { id: user.id, name: user.name }, onBehalfOf: null, attempt: 1 }] : []
        const recipient = { user, preferences: DEFAULT_PREFERENCES, watch: { muted: who.muted, snoozedUntil: null } }
        const result = whoIsTold(kind, approval, votes, [recipient])
        const mayDecide = authorize({ kind: 'user', user, via: 'web' }, 'vote', approval).allowed
        const expected = mayDecide && !who.muted && !who.ofIntegration && !who.voted
        expect(result.length === 1).toBe(expected)
        told += result.length
      },
    ),
    { numRuns: 2_000 },
  )
  expect(told).toBeGreaterThan(50)
})

const ANA = { id: 'usr_ana', name: 'Ana' }
const BO = { id: 'usr_bo', name: 'Bo' }
const recipient = (facts: Parameters<typeof sampleUser>[0] = {}) => ({
  user: sampleUser(facts),
  preferences: DEFAULT_PREFERENCES,
  watch: NO_WISH,
})
const isTold = (
  kind: Parameters<typeof whoIsTold>[0],
  facts: Parameters<typeof sampleUser>[0],
  approval = sampleApproval(),
  votes: Parameters<typeof whoIsTold>[2] = [],
) => whoIsTold(kind, approval, votes, [recipient(facts)]).length === 1

it('asks again, in a new attempt, who voted in an earlier one, and not whose vote somebody cast for them', () => {
  expect(isTold('request', {}, sampleApproval(), [{ by: ANA, onBehalfOf: null, attempt: 0 }])).toBe(true)
  expect(isTold('request', {}, sampleApproval(), [{ by: BO, onBehalfOf: null, attempt: 1 }])).toBe(true)
  expect(isTold('request', {}, sampleApproval(), [{ by: BO, onBehalfOf: ANA, attempt: 1 }])).toBe(false)
})

it('asks whoever the stage that waits asks: teams, people by name, and who stands in for one of them', () => {
  const stages = (from: object) => [{ id: 'first', name: 'First', require: { votes: 1, from } }]
  const ofTeam = sampleApproval({ policy: { stages: stages({ teams: ['finance', 'payments'] }) } })
  const ofBo = sampleApproval({ policy: { stages: stages({ people: ['usr_bo', 'usr_cai'] }) } })
  const bo = sampleUser({ id: userId.parse('usr_bo') })
  const platform = [teamId.parse('platform'), teamId.parse('finance')]
  expect(isTold('request', { teams: platform }, ofTeam)).toBe(true)
  expect(isTold('request', { teams: platform.slice(0, 1) }, ofTeam)).toBe(false)
  expect(isTold('request', { id: bo.id, teams: [] }, ofBo)).toBe(true)
  expect(isTold('request', {}, ofBo)).toBe(false)
  expect(isTold('request', { standsInFor: [bo] }, ofBo)).toBe(true)
})

it('asks only those whose vote is missing now, not those of another stage', () => {
  const oneOf = (team: string) => ({ votes: 1, from: { teams: [team] } })
  const stages = [
    { id: 'first', name: 'First', require: oneOf('platform') },
    { id: 'second', name: 'Second', require: oneOf('payments') },
  ]
  expect(isTold('request', {}, sampleApproval({ policy: { stages } }))).toBe(false)
  expect(isTold('request', { teams: [teamId.parse('platform')] }, sampleApproval({ policy: { stages } }))).toBe(true)
})

it('asks nobody whose seat another has taken, though their vote would be taken as well', () => {
  const standingAfter = (approval: ReturnType<typeof sampleApproval>, seat: string) => {
    const counted = tally(approval, [sampleVote('usr_bo', { stage: 'both', seats: [seat] })])
    if (counted.kind === 'decided') throw new Error('is decided')
    return { ...approval, standing: counted.standing }
  }
  const both = (...from: readonly object[]) => {
    const all = from.map((each) => ({ votes: 1, from: each }))
    return sampleApproval({ policy: { stages: [{ id: 'both', name: 'Both', require: { all } }] } })
  }
  const teams = both({ teams: ['payments'] }, { teams: ['platform'] })
  const platform = { id: userId.parse('usr_cai'), teams: [teamId.parse('platform')] }
  expect(isTold('request', {}, teams)).toBe(true)
  expect(isTold('request', {}, standingAfter(teams, 'both/0'))).toBe(false)
  expect(isTold('request', platform, standingAfter(teams, 'both/0'))).toBe(true)

  const people = both({ people: ['usr_ana', 'usr_bo'] }, { people: ['usr_cai'] })
  expect(isTold('request', { teams: [] }, standingAfter(people, 'both/0'))).toBe(false)
  expect(isTold('request', { ...platform, teams: [] }, standingAfter(people, 'both/0'))).toBe(true)
})

it('tells an outcome to who voted and who asked, by a name that is surely theirs, while they may see it', () => {
  const askedBy = (id: string) => sampleApproval({ request: { requestedBy: { id, name: 'Asker' } } })
  const votes = [{ by: ANA, onBehalfOf: null, attempt: 1 }]
  expect(isTold('outcome', {}, sampleApproval(), votes)).toBe(true)
  expect(isTold('outcome', {}, sampleApproval())).toBe(false)
  expect(isTold('outcome', {}, askedBy('usr_ana'))).toBe(true)
  expect(isTold('outcome', { teams: [] }, askedBy('usr_ana'))).toBe(true)
  expect(isTold('outcome', {}, askedBy('ana@example.com'))).toBe(false)
  expect(isTold('outcome', { teams: [] }, sampleApproval(), votes)).toBe(false)
})
