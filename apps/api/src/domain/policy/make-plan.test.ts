import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import { policyDocument } from '@countersign/shared/policy-document'
import { RISKS } from '@countersign/shared/statuses'
import { describe, expect, it } from 'vitest'
import { conditionFacts, looksAtPast, NO_PAST } from './condition-facts.ts'
import { type Held, riskUnder } from './make-plan.ts'
import { audienceOf, distinct, seatsOf } from './plan.ts'
import { progressOf } from './progress.ts'
import { namesOf } from './say.ts'
import { samplePlan, sampleVote } from './vote.sample.ts'

const yes: Held = { kind: 'value', value: true }
const no: Held = { kind: 'value', value: false }
const fault: Held = { kind: 'fault', message: 'no such key: amount' }
const TWO = [
  { id: 'always', name: 'Always', require: { votes: 1 } },
  { id: 'large', name: 'Large', when: 'payload.amount > 100.0', require: { votes: 1 } },
]

describe('a plan', () => {
  it('has the stages that apply, and says why', () => {
    expect(samplePlan({ stages: TWO })).toMatchObject({
      stages: [
        { id: 'always', because: null },
        { id: 'large', because: 'Needed, because payload.amount > 100.0 holds.' },
      ],
      skipped: [],
    })
    const { stages, skipped } = samplePlan({ stages: TWO }, { holds: () => no })
    expect(stages.map(({ id }) => id)).toEqual(['always'])
    expect(skipped).toEqual([
      { id: 'large', name: 'Large', sentence: 'Not needed: payload.amount > 100.0 does not hold.' },
    ])
  })

  it('in doubt has people look', () => {
    const rules = [{ id: 'small', name: 'Small', when: 'payload.amount < 10.0', decide: 'approve' }]
    const plan = samplePlan({ stages: TWO, rules }, { holds: () => fault })
    expect(plan.stages[1]?.because).toBe(
      'payload.amount > 100.0 could not be evaluated (no such key: amount), so it counts as true.',
    )
    expect(plan.decidedBy).toBeNull()
  })

  it('names every seat by its place, and the voters by their names', () => {
    const require = {
      any: [
        { votes: 2 },
        {
          atLeast: 1,
          of: [
            { votes: 1, from: { people: ['usr_dee' as never] } },
            { votes: 1, from: { teams: ['board'] } },
          ],
        },
        { all: [{ votes: 1 }, { votes: 3 }] },
      ],
    }
    const [stage] = samplePlan(
      { stages: [{ id: 's', name: 'S', require }] },
      { nameOf: (kind, id) => `${kind} ${id}` },
    ).stages
    expect(seatsOf(stage.rule).map(({ seat, votes }) => [seat, votes])).toEqual([
      ['s/0', 2],
      ['s/1/0', 1],
      ['s/1/1', 1],
      ['s/2/0', 1],
      ['s/2/1', 3],
    ])
    expect(stage.rule).toMatchObject({
      kind: 'atLeast',
      needed: 1,
      of: [
        { from: [{ kind: 'team', id: 'payments', name: 'Payments' }] },
        {
          needed: 1,
          of: [{ from: [{ kind: 'person', id: 'usr_dee', name: 'person usr_dee' }] }, { from: [{ kind: 'team' }] }],
        },
        { needed: 2 },
      ],
    })
  })

  it('takes over what the policy says of rejections, escalation, votes, undo, time and hand-over', () => {
    const expires = { afterSeconds: 900, answer: { kind: 'fail' as const, error: 'Late' } }
    const calendar = { timeZone: 'Europe/Oslo' }
    const plan = samplePlan({
      stages: [
        {
          ...{ id: 'always', name: 'Always', require: { votes: 1 } },
          reject: { votes: 2 },
          escalate: { afterSeconds: 60, to: { teams: ['board'] } },
        },
      ],
      newAttempt: 'keep-if-unchanged',
      undoMaxSeconds: 0,
      remindAfterSeconds: [60],
      handOverTo: ['board' as never],
      expires,
      calendar,
    })
    expect(plan).toMatchObject({
      stages: [
        { rejectVotes: 2, escalation: { afterSeconds: 60, to: [{ kind: 'team', id: 'board', name: 'board' }] } },
      ],
      keepVotes: true,
      undoMaxSeconds: 0,
      remindAfterSeconds: [60],
      handOverTo: [{ kind: 'team', id: 'board', name: 'board' }],
      expires,
      calendar: { ...calendar, from: '09:00' },
    })
    expect(samplePlan({})).toMatchObject({
      stages: [{ id: 'decision', rejectVotes: 1, escalation: null }],
      ...{ keepVotes: false, undoMaxSeconds: null, expires: null, calendar: null, decidedBy: null },
    })
  })

  it('demands by the risk of the case', () => {
    expect(samplePlan({}, { risk: 'high' }).demands).toMatchObject({ bulk: false, chat: false })
    expect(samplePlan({}, { risk: 'low' }).demands).toMatchObject({ bulk: true, chat: true })
  })

  it('tells each check by what its condition gave', () => {
    const checks = [{ label: 'Under the limit', pass: 'payload.amount < 5.0' }]
    const of = (held: Held) => samplePlan({ checks }, { holds: () => held }).checks
    expect(of(yes)).toEqual([{ label: 'Under the limit', result: 'pass', sentence: 'payload.amount < 5.0' }])
    expect(of(no)).toEqual([{ label: 'Under the limit', result: 'warn', sentence: 'payload.amount < 5.0' }])
    expect(of(fault)).toEqual([
      { label: 'Under the limit', result: 'unknown', sentence: 'Could not be checked: no such key: amount' },
    ])
  })

  it('is decided by the first rule that holds, unless its outcome was not asked for', () => {
    const rules = [
      { id: 'one', name: 'One', when: 'one', decide: 'approve' },
      { id: 'two', name: 'Two', when: 'two', decide: 'reject' },
    ]
    const of = (holding: string, outcomes = DEFAULT_OUTCOMES) =>
      samplePlan({ rules }, { outcomes, holds: (condition) => (holding.includes(condition) ? yes : no) }).decidedBy
    expect(of('one two')).toEqual({ rule: 'one', name: 'One', condition: 'one', outcome: 'approve' })
    expect(of('two')).toEqual({ rule: 'two', name: 'Two', condition: 'two', outcome: 'reject' })
    expect(of('neither')).toBeNull()
    // People look, even where the next rule would hold.
    expect(
      of(
        'one two',
        DEFAULT_OUTCOMES.filter(({ id }) => id !== 'approve'),
      ),
    ).toBeNull()
  })

  it('has a stage', () => {
    const document = { ...policyDocument.parse({}), stages: [] }
    expect(() => samplePlan({}, { document })).toThrow('a stage that always applies')
  })

  it('asks everybody it names once', () => {
    const stage = (id: string) => ({
      ...{ id, name: id, require: { votes: 1 } },
      escalate: { afterSeconds: 9, to: { teams: ['payments', 'board'] } },
    })
    expect(audienceOf(samplePlan({ stages: [stage('a'), stage('b')] })).map(({ id }) => id)).toEqual([
      'payments',
      'board',
    ])
    expect(audienceOf(samplePlan({ stages: TWO })).map(({ id }) => id)).toEqual(['payments'])
    const same = { id: 'x', name: 'X' }
    expect(
      distinct([
        { kind: 'team', ...same },
        { kind: 'person', ...same },
        { kind: 'team', ...same },
      ]),
    ).toHaveLength(2)
  })
})

it('a policy raises a risk and never lowers it', () => {
  const under = (minimumRisk: (typeof RISKS)[number]) =>
    RISKS.map((risk) => riskUnder(policyDocument.parse({ minimumRisk }), risk))
  expect(under('low')).toEqual(['low', 'medium', 'high'])
  expect(under('medium')).toEqual(['medium', 'medium', 'high'])
  expect(under('high')).toEqual(['high', 'high', 'high'])
})

it('names are a list that can be read out', () => {
  const named = (...names: string[]) => namesOf(names.map((name) => ({ kind: 'team', id: name, name })))
  expect(named()).toBe('nobody')
  expect(named('A')).toBe('A')
  expect(named('A', 'B')).toBe('A or B')
  expect(named('A', 'B', 'C')).toBe('A, B or C')
})

describe('the progress of the stages', () => {
  const plan = samplePlan({
    stages: ['first', 'second', 'third'].map((id) => ({
      id,
      name: id,
      require: { votes: 2, from: { teams: [id] } },
      reject: { votes: 2 },
    })),
  })
  const vote = (by: string, stage: string, outcome = 'approve') => sampleVote(by, { stage, seats: [stage], outcome })
  const of = (escalated: readonly string[], ...votes: ReturnType<typeof vote>[]) =>
    progressOf({ plan, escalated, outcomes: DEFAULT_OUTCOMES, exclusions: [] }, votes)

  it('is done, now and later, with the votes so far and those against', () => {
    const votes = [vote('a', 'first'), vote('b', 'first'), vote('c', 'second'), vote('d', 'second', 'reject')]
    expect(of([], ...votes)).toMatchObject([
      { state: 'done', given: 2, needed: 2, rejections: 0, asked: [{ id: 'first' }], escalated: false },
      { state: 'now', given: 1, needed: 2, rejections: 1, asked: [{ id: 'second' }] },
      { state: 'later', given: 0, needed: 2, rejections: 0, asked: [{ id: 'third' }] },
    ])
  })

  it('is now in one stage only, and asks those only whose vote is missing', () => {
    expect(of([]).map(({ state }) => state)).toEqual(['now', 'later', 'later'])
    const both = samplePlan({
      stages: [
        { id: 's', name: 'S', require: { all: ['x', 'y'].map((team) => ({ votes: 1, from: { teams: [team] } })) } },
      ],
    })
    const half = progressOf({ plan: both, escalated: ['s'], outcomes: DEFAULT_OUTCOMES, exclusions: [] }, [
      sampleVote('a', { stage: 's', seats: ['s/0'] }),
    ])
    expect(half).toMatchObject([{ state: 'now', given: 1, asked: [{ id: 'y' }], escalated: true }])
  })
})

describe('what a condition may look at', () => {
  const source = { executionArn: 'arn:aws:states:eu-north-1:123456789012:execution:Refunds:run-1', stateName: 'Review' }
  const request = {
    title: 'T',
    tags: { env: 'prod' },
    case: {
      fields: [
        { label: 'Amount', value: '1' },
        { label: 'Amount', value: '2' },
      ],
    },
  }
  const subject = { request: request as never, risk: 'low' as const, team: 'payments', source, past: NO_PAST }

  it('is the case as it was registered', () => {
    expect(conditionFacts(subject)).toEqual({
      ...{ payload: null, fields: { Amount: '2' }, title: 'T', risk: 'low', team: 'payments', key: null },
      ...{ tags: { env: 'prod' }, requestedBy: null, workflow: 'Refunds', state: 'Review' },
      ...{ account: '123456789012', region: 'eu-north-1', past: { asked: 0, approved: 0, rejected: 0 } },
    })
    const more = {
      ...request,
      key: '3',
      requestedBy: { id: 'a', name: 'A' },
      case: { fields: [], payload: { amount: 1 } },
    }
    expect(conditionFacts({ ...subject, request: more as never })).toMatchObject({
      ...{ payload: { amount: 1 }, key: '3', requestedBy: { id: 'a', name: 'A' } },
    })
  })

  it('is the past where it is asked for, by that name', () => {
    expect(looksAtPast(['true', 'past.asked > 3'])).toBe(true)
    expect(looksAtPast(['payload.pastry == "x"', 'repast'])).toBe(false)
    expect(looksAtPast([])).toBe(false)
  })
})
