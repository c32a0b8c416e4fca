import { teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { NOW, type SampleFacts, sampleApproval, sampleReviewer, sampleUser } from '../approval.sample.ts'
import { addSeconds } from '../deadline.ts'
import type { User } from '../principal.ts'
import { simulate, type Trial, type TrialVote } from './simulate.ts'

const unlinked = { email: null, identities: [] }
const person = (id: string, ...teams: string[]): User =>
  sampleUser({ ...unlinked, id: id as never, name: id, teams: teams.map((each) => teamId.parse(each)) })
/** A vote of somebody of Payments, so many seconds after the case was asked. */
const vote = (
  by: string,
  seconds: number,
  facts: Partial<TrialVote['request']> = {},
  team = 'payments',
): TrialVote => ({
  principal: sampleReviewer({ ...unlinked, id: by as never, name: by, teams: [teamId.parse(team)] }),
  request: { outcome: 'approve', ...facts },
  at: addSeconds(NOW, seconds),
})
const run = (facts: SampleFacts, votes: readonly TrialVote[], crew: Trial['crew'] = null) =>
  simulate({ approval: sampleApproval(facts), votes, crew }, () => [])
const steps = (...args: Parameters<typeof run>) =>
  run(...args).steps.map((step) => [step.kind, (step.at.getTime() - NOW.getTime()) / 1_000, step.after.status])

const PAIR: SampleFacts = { policy: { stages: [{ id: 'a', name: 'A', require: { votes: 2 } }] } }
const escalating = (votes: number): SampleFacts => ({
  policy: {
    stages: [
      {
        ...{ id: 'a', name: 'A', require: { votes }, reject: { votes: 2 } },
        escalate: { afterSeconds: 60, to: { teams: [teamId.parse('board')] } },
      },
    ],
  },
})

describe('a case that is tried', () => {
  it('is decided by its votes, one after the other', () => {
    const { steps, approval, began, votes } = run(PAIR, [vote('usr_ana', 5), vote('usr_bo', 9)])
    expect(steps).toMatchObject([
      {
        ...{ kind: 'vote', at: addSeconds(NOW, 5), refusal: null, cast: { by: { id: 'usr_ana' }, stage: 'a' } },
        after: { status: 'pending', standing: { given: 1, needed: 2 } },
      },
      { kind: 'vote', at: addSeconds(NOW, 9), refusal: null, after: { status: 'approved' } },
    ])
    expect(approval).toMatchObject({ status: 'approved', decision: { outcome: 'approve' } })
    expect(votes.map(({ by }) => by.id)).toEqual(['usr_ana', 'usr_bo'])
    expect([...began]).toEqual([['a', NOW]])
  })

  it('refuses whom it would refuse, says why, and goes on', () => {
    const { steps, votes, approval } = run(PAIR, [
      vote('usr_out', 1, {}, 'finance'),
      vote('usr_ana', 2),
      vote('usr_ana', 3),
      vote('usr_bo', 4, { outcome: 'reject' }),
      vote('usr_cy', 5),
    ])
    expect(steps.map((step) => step.kind === 'vote' && (step.refusal?.code ?? null))).toEqual([
      'not-eligible',
      null,
      'already-voted',
      null,
      'already-decided',
    ])
    expect(steps[0]).toMatchObject({ kind: 'vote', at: addSeconds(NOW, 1), cast: null, after: { status: 'pending' } })
    expect(votes).toHaveLength(2)
    expect(approval.status).toBe('rejected')
  })

  it('checks what is put into the form', () => {
    const form = { schema: { type: 'object' }, initial: { amount: 5 } }
    const approval = sampleApproval({ request: { form } })
    const trial = { approval, votes: [vote('usr_ana', 1, { input: { amount: 6 } })], crew: null }
    const error = { pointer: '/amount', message: 'is too much' }
    const { steps } = simulate(trial, (_form, { amount }) => (amount === 6 ? [error] : []))
    expect(steps).toMatchObject([{ refusal: { code: 'invalid-request', errors: [{ pointer: '/input/amount' }] } }])
  })

  it('takes it that voters have opened and revealed what they have to', () => {
    const evidence = [{ label: 'Invoice', url: 'https://example.com/invoice' }]
    const fields = [{ label: 'IBAN', value: 'SE35', sensitive: true as const }]
    const policy = { demands: { low: { evidence: true, reveal: true } } }
    const { approval } = run({ policy, request: { case: { evidence, fields } } }, [vote('usr_ana', 1)])
    expect(approval.status).toBe('approved')
  })

  it('is decided by a rule before anybody votes', () => {
    const rules = [{ id: 'small', name: 'Small', when: 'true', decide: 'reject' }]
    const { steps, approval, votes } = run({ policy: { rules } }, [vote('usr_ana', 1)], { people: [], systems: [] })
    expect(steps).toMatchObject([
      { kind: 'ruled', at: NOW, after: { status: 'rejected', decision: { outcome: 'reject' } } },
      { kind: 'vote', refusal: { code: 'already-decided' } },
    ])
    expect(approval).toMatchObject({ status: 'rejected', decision: { outcome: 'reject' } })
    expect(votes).toEqual([])
  })
})

describe('time, while a case is tried', () => {
  it('escalates a stage when that is due, once', () => {
    const late = [vote('usr_dee', 59, {}, 'board'), vote('usr_dee', 60, {}, 'board'), vote('usr_ana', 70)]
    expect(steps(escalating(2), late)).toEqual([
      ['vote', 59, 'pending'],
      ['escalated', 60, 'pending'],
      ['vote', 60, 'pending'],
      ['vote', 70, 'approved'],
    ])
    const [refused, escalated, cast] = run(escalating(2), late).steps
    expect(refused).toMatchObject({ refusal: { code: 'not-eligible' } })
    expect(escalated).toMatchObject({ stage: 'a', sentence: null, after: { escalated: ['a'] } })
    expect(cast).toMatchObject({ refusal: null })
  })

  it('does nothing to a case that is decided', () => {
    expect(steps(escalating(1), [vote('usr_ana', 5), vote('usr_bo', 100)])).toEqual([
      ['vote', 5, 'approved'],
      ['vote', 100, 'approved'],
    ])
  })

  it('counts from when a stage began', () => {
    const second = { id: 'b', name: 'B', require: { votes: 2 } }
    const [first] = escalating(1).policy?.stages ?? []
    const stages = [
      { id: 'first', name: 'First', require: { votes: 1, from: { people: ['usr_zoe' as never] } } },
      { ...second, ...(first?.escalate ? { escalate: first.escalate } : {}) },
    ]
    const votes = [vote('usr_zoe', 50), vote('usr_ana', 109), vote('usr_dee', 110, {}, 'board')]
    expect(steps({ policy: { stages } }, votes)).toEqual([
      ['vote', 50, 'pending'],
      ['vote', 109, 'pending'],
      ['escalated', 110, 'pending'],
      ['vote', 110, 'approved'],
    ])
    expect([...run({ policy: { stages } }, votes).began]).toEqual([
      ['first', NOW],
      ['b', addSeconds(NOW, 50)],
    ])
  })

  it('ends a case at its deadline, once, and later votes are refused', () => {
    const expires = { afterSeconds: 300, answer: { kind: 'time-out' as const } }
    const facts: SampleFacts = { policy: { ...PAIR.policy, expires } }
    const trial = [vote('usr_ana', 299), vote('usr_bo', 300), vote('usr_cy', 301)]
    expect(steps(facts, trial)).toEqual([
      ['vote', 299, 'pending'],
      ['expired', 300, 'pending'],
      ['vote', 300, 'pending'],
      ['vote', 301, 'pending'],
    ])
    expect(run(facts, trial).votes).toHaveLength(1)
    expect(steps(facts, [vote('usr_bo', 400)])[0]).toEqual(['expired', 300, 'pending'])
  })
})

describe('a stage for which nobody is left', () => {
  const crew = (...people: readonly User[]) => ({ people, systems: [] })
  const ana = person('usr_ana', 'payments')
  const bo = person('usr_bo', 'payments')

  it('is escalated at once, with the reason', () => {
    const { steps, approval } = run(escalating(2), [], crew(ana))
    expect(steps).toMatchObject([
      {
        ...{ kind: 'escalated', at: NOW, stage: 'a' },
        sentence: 'Of Payments nobody is left who could complete the stage “A”.',
        after: { escalated: ['a'] },
      },
    ])
    expect(approval).toMatchObject({ escalated: ['a'] })
  })

  it('is not where somebody is, or nobody looks, or there is nobody to escalate to', () => {
    expect(steps(escalating(2), [], crew(ana, bo))).toEqual([])
    expect(steps(escalating(2), [])).toEqual([])
    expect(steps(PAIR, [], crew())).toEqual([])
  })

  it('is escalated by the vote after which it is so, and not again', () => {
    const votes = [vote('usr_bo', 5, { outcome: 'reject' }), vote('usr_dee', 6, {}, 'board'), vote('usr_ana', 100)]
    expect(steps(escalating(2), votes, crew(ana, bo))).toEqual([
      ['vote', 5, 'pending'],
      ['escalated', 5, 'pending'],
      ['vote', 6, 'pending'],
      ['vote', 100, 'approved'],
    ])
  })
})
