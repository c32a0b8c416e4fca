import { describe, expect, it } from 'vitest'
import { type SampleFacts, sampleApproval } from '../approval.sample.ts'
import type { PendingApproval, Vote } from '../approval.ts'
import type { Asked, SeatRule } from './plan.ts'
import { handOver } from './reassign.ts'
import { sampleVote } from './vote.sample.ts'

const team = (id: string, name = id): Asked => ({ kind: 'team', id, name })
const person = (id: string): Asked => ({ kind: 'person', id, name: id })
const PAYMENTS = team('payments', 'Payments')
const SUPPORT = team('support')
const DESK = team('desk')
const nobody = () => false

const POLICY: SampleFacts['policy'] = {
  stages: [
    {
      ...{ id: 'a', name: 'A' },
      require: { all: [{ votes: 1 }, { votes: 1, from: { people: ['usr_cy'] } }] },
      escalate: { afterSeconds: 60, to: { teams: ['payments'] } },
    },
    { id: 'b', name: 'B', require: { votes: 1, from: { teams: ['payments', 'finance'] } } },
  ],
  handOverTo: ['support', 'desk'],
}
const opened = sampleApproval({ policy: POLICY })
const handed = (approval: PendingApproval, to: Asked, votes: readonly Vote[] = []) => {
  const { plan, standing, audience } = handOver(approval, to, votes, () => true)
  return { ...approval, plan, standing, audience }
}
const askedIn = ({ plan }: { readonly plan: PendingApproval['plan'] }) =>
  plan.stages.map(({ rule }) => (rule.kind === 'seat' ? [rule] : rule.of).map((each) => 'from' in each && each.from))
const inA = (by: string, seat: number, facts: Partial<Vote> = {}) =>
  sampleVote(by, { stage: 'a', seats: [`a/${seat}`], ...facts })

describe('seats that are handed over', () => {
  it('are those of the team that was asked, in the stage that waits and behind it', () => {
    const { plan, standing, audience, dropped } = handOver(opened, SUPPORT, [], nobody)
    expect(askedIn({ plan })).toEqual([[[SUPPORT], [person('usr_cy')]], [[SUPPORT, team('finance')]]])
    expect(plan.stages[0].escalation).toEqual(opened.plan.stages[0].escalation)
    expect(standing).toEqual({ stage: 'a', given: 0, needed: 2, asked: [SUPPORT, person('usr_cy')] })
    expect(audience).toEqual({ teams: ['finance', 'support'], people: ['usr_cy'] })
    expect(dropped).toEqual([])
  })

  it('are not those of a stage that is decided', () => {
    const votes = [inA('usr_ana', 0), inA('usr_cy', 1)]
    const inB = { ...opened, standing: { stage: 'b', given: 0, needed: 1, asked: [] } }
    const { plan, standing, dropped } = handOver(inB, SUPPORT, votes, nobody)
    expect(askedIn({ plan })).toEqual([[[PAYMENTS], [person('usr_cy')]], [[SUPPORT, team('finance')]]])
    expect(standing).toMatchObject({ stage: 'b', given: 0 })
    expect(dropped).toEqual([])
  })

  it('go on to another team and come back, and whoever saw the case keeps seeing it', () => {
    const once = handed(opened, SUPPORT)
    const twice = handed(once, DESK)
    expect(askedIn(twice)).toEqual([[[DESK], [person('usr_cy')]], [[DESK, team('finance')]]])
    expect(twice.audience).toEqual({ teams: ['finance', 'support', 'desk'], people: ['usr_cy'] })
    expect(askedIn(handed(twice, PAYMENTS))).toEqual([[[PAYMENTS], [person('usr_cy')]], [[PAYMENTS, team('finance')]]])
  })

  it('are asked of a team once, and of nobody else who is only called like one', () => {
    const rule: SeatRule = {
      ...{ kind: 'seat', seat: 'a', votes: 1 },
      from: [PAYMENTS, SUPPORT, person('payments'), person('support'), team('board')],
    }
    const [first, ...rest] = opened.plan.stages
    const both = { ...opened, plan: { ...opened.plan, stages: [{ ...first, rule }, ...rest] as [typeof first] } }
    expect(askedIn(handed(both, SUPPORT))[0]).toEqual([[SUPPORT, person('payments'), person('support'), team('board')]])
  })
})

describe('a vote of the stage that is handed over', () => {
  const votes = [inA('usr_ana', 0)]
  const drops = (votes: readonly Vote[], isIn: (holder: string) => boolean = nobody, from = opened, to = SUPPORT) =>
    handOver(from, to, votes, isIn).dropped

  it('stays where its holder sits in the new team, and counts no longer where not', () => {
    expect(drops(votes)).toEqual(votes)
    expect(handOver(opened, SUPPORT, votes, nobody).standing).toMatchObject({ given: 0, needed: 2 })
    expect(drops(votes, (holder) => holder === 'usr_ana')).toEqual([])
    expect(handOver(opened, SUPPORT, votes, () => true).standing).toMatchObject({ given: 1, needed: 2 })
  })

  it('is its holder’s, also when somebody stood in for them', () => {
    const forBo = [inA('usr_ana', 0, { onBehalfOf: { id: 'usr_bo', name: 'Bo' } })]
    expect(drops(forBo, (holder) => holder === 'usr_bo')).toEqual([])
    expect(drops(forBo, (holder) => holder === 'usr_ana')).toEqual(forBo)
  })

  it('stays where none of its seats is handed over', () => {
    expect(drops([inA('usr_cy', 1)])).toEqual([])
    expect(drops([inA('usr_cy', 1, { seats: ['a/1', 'a/0'] })])).toHaveLength(1)
    expect(drops([{ ...inA('usr_ana', 0), stage: 'earlier' }])).toEqual([])
    const once = handed(opened, SUPPORT)
    expect(drops(votes, nobody, once, SUPPORT)).toEqual([])
    expect(drops(votes, nobody, once, DESK)).toEqual(votes)
  })

  it('counts no longer either where its seat asks others as well', () => {
    const from = { teams: ['payments', 'finance'] }
    const shared = sampleApproval({ policy: { stages: [{ id: 'a', name: 'A', require: { votes: 2, from } }] } })
    expect(drops([inA('usr_ana', 0, { seats: ['a'] })], nobody, shared)).toHaveLength(1)
  })

  it('decides nothing by being handed over', () => {
    const one = sampleApproval({ policy: { handOverTo: ['support'] } })
    expect(() => handOver(one, SUPPORT, [sampleVote('usr_ana')], () => true)).toThrow('handing over cannot decide')
  })
})
