import { userId } from '@countersign/shared/ids'
import { expect, it } from 'vitest'
import { sampleApproval, sampleUser } from '../approval.sample.ts'
import { notAsked, whoIsLeft } from './not-asked.ts'

const NOBODY = { barred: [], gone: [] }
const asked = (by: string) => sampleApproval({ request: { requestedBy: { id: by, name: 'Ana' } } })

it('names who would be asked, and the part they had', () => {
  expect(notAsked(asked('usr_ana'), { barred: [sampleUser()], gone: [] })).toEqual([
    {
      ...{ kind: 'person', id: 'usr_ana', name: 'Ana', rule: 'separation-of-duties' },
      sentence: 'Ana, who asked for this approval',
    },
  ])
})

it('names nobody who would not be asked anyway', () => {
  const approval = asked('usr_ana')
  for (const facts of [{ teams: [] }, { disabled: true }, { role: 'auditor' as const }, { ofIntegration: true }])
    expect(notAsked(approval, { barred: [sampleUser(facts)], gone: [] })).toEqual([])
  const other = sampleUser({ id: userId.parse('usr_x'), email: null, identities: [] })
  expect(notAsked(approval, { barred: [other], gone: [] })).toEqual([])
  const standing = sampleUser({ teams: [], standsInFor: [sampleUser({ id: userId.parse('usr_bo') })] })
  expect(notAsked(approval, { barred: [standing], gone: [] })).toEqual([])
})

it('leaves out whom nobody can answer for, and says so', () => {
  const { standing } = asked('usr_ana')
  expect(notAsked(asked('usr_ana'), { barred: [], gone: ['team:payments'] })).toMatchObject([
    { id: 'payments', rule: 'nobody-left', sentence: 'Payments, where nobody is left who may decide it' },
  ])
  const ofAna = sampleApproval({
    request: { requestedBy: { id: 'usr_ana', name: 'Ana' } },
    policy: { stages: [{ id: 'a', name: 'A', require: { votes: 1, from: { people: ['usr_ana', 'usr_bo'] } } }] },
  })
  const asksAna = {
    ...ofAna,
    standing: { ...ofAna.standing, asked: [{ kind: 'person' as const, id: 'usr_ana', name: 'Ana' }] },
  }
  expect(notAsked(asksAna, { barred: [sampleUser()], gone: ['person:usr_ana'] })).toMatchObject([
    { id: 'usr_ana', rule: 'separation-of-duties' },
  ])
  expect(whoIsLeft(standing.asked, ['team:payments'])).toEqual([])
  expect(whoIsLeft(standing.asked, ['person:payments'])).toEqual(standing.asked)
  expect(notAsked(asked('usr_ana'), NOBODY)).toEqual([])
})
