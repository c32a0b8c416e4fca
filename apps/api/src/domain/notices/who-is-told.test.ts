import { teamId, userId } from '@countersign/shared/ids'
import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { ROLES } from '@countersign/shared/statuses'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sampleApproval, sampleUser } from '../approval.sample.ts'
import { authorize } from '../authorize.ts'
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
const asker = fc.constantFrom(null, 'usr_ana', 'usr_bo', 'ana@example.com', ' ANA@example.com ', 'sub-ana')

it('tells nobody who could not decide it, and nobody who wished for silence', () => {
  let told = 0
  fc.assert(
    fc.property(
      person,
      asker,
      fc.boolean(),
      fc.constantFrom('request', 'reminder', 'escalation'),
      (who, by, requesterMayDecide, kind) => {
        const user = sampleUser({
          id: userId.parse(who.id),
          role: who.role,
          teams: who.inTeam ? [teamId.parse('payments')] : [teamId.parse('platform')],
          disabled: who.disabled,
          ofIntegration: who.ofIntegration,
        })
        const approval = sampleApproval({
          requesterMayDecide,
          request: by === null ? {} : { requestedBy: { id: by, name: 'Asker' } },
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
