import { describe, expect, it } from 'vitest'
import { sampleApproval } from '../approval.sample.ts'
import { sampleVote } from '../policy/vote.sample.ts'
import { evaluateVotes } from './evaluation.ts'

const POLICY = {
  stages: [
    { id: 'team', name: 'Team', require: { votes: 2 }, reject: { votes: 2 } },
    {
      id: 'finance',
      name: 'Finance',
      when: 'case.amount > 1000',
      require: { votes: 1, from: { teams: ['finance', 'audit'] } },
      escalate: { afterSeconds: 60, to: { teams: ['board'] } },
    },
  ],
  checks: [{ label: 'Within the budget', pass: 'case.amount < 5000' }],
}
const at = (stage: string, by: string, facts = {}) => sampleVote(by, { stage, seats: [stage], ...facts })

describe('the evaluation of an approval', () => {
  it('says of each stage why it applied, how it was voted and who may vote', () => {
    const approval = sampleApproval({ policy: POLICY, requesterMayDecide: true })
    const votes = [at('team', 'ana'), at('team', 'bo', { outcome: 'reject' }), at('team', 'cy', { attempt: 2 })]
    expect(evaluateVotes(approval, votes)).toEqual({
      stages: [
        {
          name: 'Team',
          because: null,
          result: '1 of 2 vote(s) in favour, 1 against (2 would end it)',
          mayVote: 'Payments',
        },
        {
          name: 'Finance',
          because: 'Needed, because case.amount > 1000 holds.',
          result: '0 of 1 vote(s) in favour, 0 against (1 would end it)',
          mayVote: 'finance or audit',
        },
      ],
      decidedByRule: null,
      checks: ['Within the budget: pass (case.amount < 5000)'],
      separationOfDuties: ['The policy excludes nobody for their part in the case.'],
    })
  })

  it('names a stage that was escalated, with those who may vote since', () => {
    const approval = { ...sampleApproval({ policy: POLICY }), escalated: ['finance'] }
    const { stages } = evaluateVotes(approval, [at('team', 'ana'), at('team', 'bo')])
    expect(stages.map(({ result, mayVote }) => [result, mayVote])).toEqual([
      ['2 of 2 vote(s) in favour, 0 against (2 would end it)', 'Payments'],
      ['0 of 1 vote(s) in favour, 0 against (1 would end it), escalated', 'finance, audit or board'],
    ])
  })

  it('names the rule that decided it without people, and who was excluded under which names', () => {
    const rules = [{ id: 'small', name: 'Small amounts', when: 'case.amount < 50', decide: 'approve' }]
    const approval = sampleApproval({
      policy: { ...POLICY, rules },
      request: { requestedBy: { id: ' Ana@example.com', name: 'Ana' } },
      registeredFor: 'usr_bo',
    })
    const { decidedByRule, separationOfDuties } = evaluateVotes(approval, [])
    expect(decidedByRule).toBe('Small amounts: case.amount < 50')
    expect(separationOfDuties).toEqual([
      'Excluded those who asked for this approval, under ana@example.com.',
      'Excluded those who answered for the API key that registered it, under key:samplekey0001, usr_bo.',
    ])
  })
})
