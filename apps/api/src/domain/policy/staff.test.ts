import { integrationId, teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { type SampleFacts, sampleApproval, sampleUser } from '../approval.sample.ts'
import type { User } from '../principal.ts'
import { staffOf } from './staff.ts'

const WAREHOUSE = integrationId.parse(`int_${'0'.repeat(36)}`)
const user = (id: string, facts: Partial<User> = {}): User =>
  sampleUser({ id: id as never, name: id, email: null, identities: [], ...facts })
const inTeams = (id: string, ...teams: string[]) => user(id, { teams: teams.map((team) => teamId.parse(team)) })
const ana = user('usr_ana')
const bo = user('usr_bo')
const may = (id: string, absent?: string) => ({
  person: { id, name: id },
  onBehalfOf: absent === undefined ? null : { id: absent, name: absent },
})

const approvalOf = (require: object, facts: Omit<SampleFacts, 'policy'> = {}) =>
  sampleApproval({ ...facts, policy: { stages: [{ id: 'a', name: 'A', require: require as never }] } })
const staff = (require: object, people: readonly User[], facts: Omit<SampleFacts, 'policy'> = {}) => {
  const approval = approvalOf(require, facts)
  return staffOf(approval, approval.plan.stages[0], people)
}

describe('the staff of a stage', () => {
  it('is who has a seat in it, for themselves or for somebody they stand in for', () => {
    const lou = user('usr_lou', { teams: [], standsInFor: [bo] })
    expect(staff({ votes: 2 }, [ana, lou, inTeams('usr_out', 'finance')])).toEqual({
      ...{ may: [may('usr_ana'), may('usr_lou', 'usr_bo')], systems: [], barred: [], enough: true },
    })
  })

  it('is asked of any stage, as if it were the one that waits', () => {
    const approval = sampleApproval({
      policy: {
        stages: [
          { id: 'a', name: 'A', require: { votes: 1 } },
          { id: 'b', name: 'B', require: { votes: 1, from: { teams: ['finance'] } } },
        ],
      },
    })
    const [first, second] = approval.plan.stages
    const people = [ana, inTeams('usr_fin', 'finance')]
    expect(staffOf(approval, first, people).may).toEqual([may('usr_ana')])
    expect(second && staffOf(approval, second, people)).toMatchObject({ may: [may('usr_fin')], enough: true })
  })

  it('does not hold who is disabled, and says of the others why they may not', () => {
    const facts = { request: { requestedBy: { id: 'usr_ana', name: 'Ana' } } }
    const auditor = user('usr_aud', { role: 'auditor' })
    expect(staff({ votes: 1 }, [ana, auditor, user('usr_off', { disabled: true })], facts)).toEqual({
      ...{ may: [], systems: [], enough: false },
      barred: [
        {
          ...{ person: { id: 'usr_ana', name: 'usr_ana' }, part: 'requester', rule: 'separation-of-duties' },
          sentence: 'You asked for this approval, so somebody else has to decide it.',
        },
        {
          ...{ person: { id: 'usr_aud', name: 'usr_aud' }, part: null, rule: 'auditor-reads-only' },
          sentence: 'Auditors read everything and decide nothing.',
        },
      ],
    })
  })

  it('bars nobody who has no seat anyway', () => {
    const facts = { request: { requestedBy: { id: 'usr_out', name: 'Out' } } }
    expect(staff({ votes: 1 }, [inTeams('usr_out', 'finance')], facts).barred).toEqual([])
  })
})

describe('outside systems', () => {
  it('are those the stage asks, each named once, and each gives one vote', () => {
    const asks = (votes: number) => ({
      all: [
        { votes, from: { integrations: [WAREHOUSE] } },
        { votes: 1, from: { integrations: [WAREHOUSE], teams: ['payments'] } },
      ],
    })
    expect(staff(asks(1), [ana])).toMatchObject({ systems: [WAREHOUSE], enough: true })
    expect(staff(asks(1), [])).toMatchObject({ systems: [WAREHOUSE], enough: false })
    expect(staff(asks(2), [ana])).toMatchObject({ systems: [WAREHOUSE], enough: false })
  })

  it('are those that sit in a team it asks', () => {
    const robot = user('usr_robot', { ofIntegration: true })
    expect(staff({ votes: 2 }, [ana, robot])).toEqual({
      ...{ may: [may('usr_ana')], systems: ['usr_robot'], barred: [], enough: true },
    })
    const elsewhere = user('usr_robot', { ofIntegration: true, teams: [] })
    expect(staff({ votes: 2 }, [ana, elsewhere])).toMatchObject({ systems: [], enough: false })
  })
})

describe('they are enough', () => {
  it('when all of them together fill the seats, one each', () => {
    expect(staff({ votes: 2 }, [ana])).toMatchObject({ enough: false })
    expect(staff({ votes: 2 }, [ana, bo])).toMatchObject({ enough: true })
    expect(staff({ votes: 2 }, [ana, ana])).toMatchObject({ enough: false })
  })

  it('and who stands in for somebody gives that one’s vote, not another', () => {
    const lou = user('usr_lou', { teams: [], standsInFor: [ana] })
    const max = user('usr_max', { teams: [], standsInFor: [ana] })
    expect(staff({ votes: 2 }, [ana, lou])).toMatchObject({ enough: false })
    expect(staff({ votes: 2 }, [lou, max])).toMatchObject({ enough: false })
    expect(staff({ votes: 2 }, [bo, lou])).toMatchObject({ enough: true })
  })

  it('also where an escalation has widened the stage', () => {
    const to = { afterSeconds: 60, to: { teams: ['board'] } }
    const approval = sampleApproval({
      policy: { stages: [{ id: 'a', name: 'A', require: { votes: 1 }, escalate: to as never }] },
    })
    const dee = inTeams('usr_dee', 'board')
    expect(staffOf(approval, approval.plan.stages[0], [dee])).toMatchObject({ may: [], enough: false })
    const wide = { ...approval, escalated: ['a'] }
    expect(staffOf(wide, approval.plan.stages[0], [dee])).toMatchObject({ may: [may('usr_dee')], enough: true })
  })

  it('also where a crowd has the same seats, and one alone has another', () => {
    const zoe = user('usr_zoe')
    const seats = { all: [{ votes: 10 }, { votes: 1, from: { people: ['usr_zoe'] } }] }
    const crowd = Array.from({ length: 40 }, (_, n) => user(`usr_${n}`))
    expect(staff(seats, [...crowd, zoe])).toMatchObject({ enough: true })
    expect(staff(seats, [...crowd.slice(0, 9), zoe])).toMatchObject({ enough: false })
    expect(staff(seats, crowd)).toMatchObject({ enough: false })
  })
})
