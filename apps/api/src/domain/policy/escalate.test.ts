import { integrationId, teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { type SampleFacts, sampleApproval, sampleUser } from '../approval.sample.ts'
import type { Integration, User } from '../principal.ts'
import { escalate, nobodyLeft, stageOf, voicesOf } from './escalate.ts'
import type { Asked, SeatRule } from './plan.ts'
import { sampleVote } from './vote.sample.ts'

const WAREHOUSE = integrationId.parse(`int_${'0'.repeat(36)}`)
const named = (...ids: readonly string[]) => ids.map((id) => ({ kind: 'team' as const, id, name: id }))
const PAYMENTS = { kind: 'team' as const, id: 'payments', name: 'Payments' }
const person = (id: string, facts: Partial<User> = {}): User =>
  sampleUser({ id: id as never, name: id, email: null, identities: [], ...facts })
const ana = person('usr_ana')
const bo = person('usr_bo')

const stages = (require: object): NonNullable<SampleFacts['policy']> => ({
  stages: [
    { id: 'a', name: 'Lead', require: require as never, escalate: { afterSeconds: 60, to: { teams: ['board'] } } },
  ],
})
const two = sampleApproval({ policy: stages({ votes: 2 }) })
const vote = (by: string, facts: Parameters<typeof sampleVote>[1] = {}) =>
  sampleVote(by, { stage: 'a', seats: ['a'], ...facts })

describe('an escalation', () => {
  it('asks the next ones too, and keeps the votes', () => {
    const before = { ...two, escalated: ['earlier'] }
    expect(escalate(before, [vote('usr_ana')])).toEqual({
      escalated: ['earlier', 'a'],
      standing: { stage: 'a', given: 1, needed: 2, asked: [PAYMENTS, ...named('board')] },
    })
    expect(voicesOf(two.plan.stages[0], [])).toEqual([PAYMENTS])
    expect(voicesOf(two.plan.stages[0], ['a'])).toEqual([PAYMENTS, ...named('board')])
  })

  it('decides nothing', () => {
    expect(() => escalate(two, [vote('usr_ana'), vote('usr_bo')])).toThrow('an escalation cannot decide')
  })

  it('is of the stage that waits', () => {
    expect(stageOf(two)).toBe(two.plan.stages[0])
    expect(() => stageOf({ ...two, standing: { ...two.standing, stage: 'b' } })).toThrow(
      'no stage of the plan is called b',
    )
  })
})

describe('somebody is left', () => {
  const NOBODY = 'Of Payments nobody is left who could complete the stage “Lead”.'
  const left = (people: readonly User[], votes: Parameters<typeof nobodyLeft>[1] = [], approval = two) =>
    nobodyLeft(approval, votes, people, [])

  it('while there are as many as the stage wants', () => {
    expect(left([ana, bo])).toBeNull()
    expect(left([ana])).toBe(NOBODY)
    expect(left([])).toBe(NOBODY)
  })

  it.each<[string, Partial<User>]>([
    ['disabled', { disabled: true }],
    ['an auditor', { role: 'auditor' }],
    ['the identity of an outside system', { ofIntegration: true }],
    ['in another team', { teams: [teamId.parse('finance')] }],
    ['only standing in for somebody who is there', { teams: [], standsInFor: [ana] }],
  ])('and nobody counts who is %s', (_name, facts) => {
    expect(left([ana, person('usr_bo', facts)])).toBe(NOBODY)
  })

  it('and nobody counts who had a part in the case', () => {
    const had = { ...two, exclusions: [{ part: 'author' as const, names: ['usr_bo'] }] }
    expect(left([ana, bo], [], had)).toBe(NOBODY)
    expect(left([ana, bo, person('usr_cy')], [], had)).toBeNull()
  })

  it('with the votes that are given in favour, in this stage', () => {
    expect(left([bo], [vote('usr_ana')])).toBeNull()
    expect(left([bo], [vote('usr_ana', { outcome: 'reject' })])).toBe(NOBODY)
    expect(left([bo], [vote('usr_ana', { outcome: 'gone' })])).toBe(NOBODY)
    expect(left([bo], [vote('usr_ana', { stage: 'earlier' })])).toBe(NOBODY)
  })

  it('and who has voted, or whose vote was cast for them, has no other one', () => {
    expect(left([ana], [vote('usr_ana')])).toBe(NOBODY)
    expect(left([ana, bo], [vote('usr_ana', { outcome: 'reject' })])).toBe(NOBODY)
    expect(left([ana], [vote('usr_cy', { onBehalfOf: { id: 'usr_ana', name: 'Ana' } })])).toBe(NOBODY)
  })

  it('among those an escalation has asked as well, and the sentence names each once', () => {
    const board = person('usr_dee', { teams: [teamId.parse('board')] })
    expect(left([ana, board])).toBe(NOBODY)
    const wide = { ...two, escalated: ['a'] }
    expect(left([ana, board], [], wide)).toBeNull()
    expect(left([board], [], wide)).toBe('Of Payments or board nobody is left who could complete the stage “Lead”.')
    const twice = sampleApproval({ policy: stages({ all: [{ votes: 1 }, { votes: 1 }] }) })
    expect(left([ana], [], twice)).toBe(NOBODY)
  })

  it('also where many have the same seats, and one alone has the other', () => {
    const both = { all: [{ votes: 1 }, { votes: 1, from: { people: ['usr_zoe'] } }] }
    const crowd = Array.from({ length: 40 }, (_, n) => person(`usr_${n}`))
    const zoe = person('usr_zoe', { teams: [] })
    const approval = sampleApproval({ policy: stages(both) })
    expect(left([...crowd, zoe], [], approval)).toBeNull()
    expect(left(crowd, [], approval)).toBe('Of Payments or usr_zoe nobody is left who could complete the stage “Lead”.')
    const three = sampleApproval({ policy: stages({ votes: 3 }) })
    expect(left(crowd.slice(0, 3), [], three)).toBeNull()
  })
})

describe('an outside system is left', () => {
  const robot = person('usr_robot', { ofIntegration: true })
  const system = (facts: Partial<Integration> = {}): Integration => ({
    ...{ id: WAREHOUSE, name: 'Warehouse', actsAs: robot, keepers: { people: [], keys: [] } },
    ...{ teams: [teamId.parse('payments')], policies: [], outcomes: [], heartbeats: false, standing: 'good' },
    ...facts,
  })
  const asksIt = sampleApproval({ policy: stages({ votes: 1, from: { integrations: [WAREHOUSE] } }) })
  const left = (systems: readonly Integration[], votes: Parameters<typeof nobodyLeft>[1] = []) =>
    nobodyLeft(asksIt, votes, [], systems) === null

  it('where the stage asks it, and it may answer', () => {
    expect(left([system()])).toBe(true)
    expect(left([])).toBe(false)
    expect(left([system({ id: integrationId.parse(`int_${'1'.repeat(36)}`) })])).toBe(false)
    expect(left([system({ teams: [teamId.parse('finance')] })])).toBe(false)
    expect(left([system({ outcomes: ['reject'] })])).toBe(false)
  })

  it('until it has voted', () => {
    expect(left([system()], [vote('usr_robot', { outcome: 'reject' })])).toBe(false)
  })

  it('for the seat that asks it, and for no other one', () => {
    const filled = [vote('usr_other', { seats: ['a/0'] })]
    const beside = (...asked: readonly Asked[]) => {
      const [stage] = asksIt.plan.stages
      const seat = (place: string, from: readonly Asked[]): SeatRule => ({
        ...{ kind: 'seat', seat: place, votes: 1, from: [...from] },
      })
      const it: Asked = { kind: 'integration', id: WAREHOUSE, name: 'Warehouse' }
      const other: Asked = { kind: 'integration', id: 'int_other', name: 'Other' }
      const rule: SeatRule = { kind: 'atLeast', needed: 2, of: [seat('a/0', [it, other]), seat('a/1', asked)] }
      const plan = { ...asksIt.plan, stages: [{ ...stage, rule }] as [typeof stage] }
      return { ...asksIt, plan }
    }
    const completes = (asked: Asked) => nobodyLeft(beside(asked), filled, [], [system()]) === null
    expect(completes({ kind: 'integration', id: WAREHOUSE, name: 'Warehouse' })).toBe(true)
    expect(completes(PAYMENTS)).toBe(false)
    expect(completes({ kind: 'integration', id: 'int_other', name: 'Other' })).toBe(false)
    expect(completes({ kind: 'team', id: WAREHOUSE, name: 'Called like it' })).toBe(false)
    const other = [vote('usr_other', { seats: ['a/1'] })]
    expect(nobodyLeft(beside(PAYMENTS), other, [], [system()])).toBeNull()
  })
})
