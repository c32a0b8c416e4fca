import { DEFAULT_OUTCOMES, outcome } from '@countersign/shared/case'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vote } from '../approval.ts'
import { seatsOf } from './plan.ts'
import { counts, ruleOf, tally } from './tally.ts'
import { samplePlan, sampleVote } from './vote.sample.ts'

const HOLD = outcome.parse({ id: 'hold', kind: 'failure', label: 'Hold' })
const OUTCOMES = [...DEFAULT_OUTCOMES, HOLD]
const counted = { escalated: [], outcomes: OUTCOMES, exclusions: [] }
const plan = samplePlan({
  stages: [
    { id: 'first', name: 'First', require: { votes: 2 }, reject: { votes: 2 } },
    {
      id: 'second',
      name: 'Second',
      require: {
        all: [
          { votes: 1, from: { teams: ['finance'] } },
          { votes: 1, from: { teams: ['security'] } },
        ],
      },
      escalate: { afterSeconds: 60, to: { teams: ['board', 'finance'] } },
    },
  ],
})
const first = (by: string, outcome = 'approve') => sampleVote(by, { stage: 'first', seats: ['first'], outcome })
const second = (by: string, seats: readonly string[], outcome = 'approve') =>
  sampleVote(by, { stage: 'second', seats: seats.map((seat) => `second/${seat}`), outcome })
const of = (...votes: Vote[]) => tally({ ...counted, plan }, votes)
const passed = [first('ana'), first('bo')]

describe('a tally', () => {
  it('waits for the first stage, and says for whom', () => {
    const asked = [{ kind: 'team', id: 'payments', name: 'Payments' }]
    expect(of()).toEqual({ kind: 'waiting', standing: { stage: 'first', given: 0, needed: 2, asked } })
    expect(of(first('ana'))).toEqual({ kind: 'waiting', standing: { stage: 'first', given: 1, needed: 2, asked } })
  })

  it('goes on to the next stage, and asks only those whose vote is missing', () => {
    expect(of(...passed)).toMatchObject({ standing: { stage: 'second', given: 0, needed: 2 } })
    expect(of(...passed, second('cy', ['0']))).toMatchObject({
      standing: { stage: 'second', given: 1, needed: 2, asked: [{ id: 'security' }] },
    })
  })

  it('decides with the last stage, by everybody who voted for it', () => {
    const all = [...passed, second('cy', ['0']), second('di', ['1'])]
    expect(of(...all)).toMatchObject({ kind: 'decided', outcome: { id: 'approve' }, by: all })
  })

  it('seats a person of two groups once', () => {
    expect(of(...passed, second('cy', ['0', '1'])).kind).toBe('waiting')
    expect(of(...passed, second('cy', ['0', '1']), second('di', ['0'])).kind).toBe('decided')
  })

  it('ends with as many votes against as the stage wants, and with the last of them', () => {
    expect(of(first('ana'), first('bo', 'reject'))).toMatchObject({ kind: 'waiting', standing: { given: 1 } })
    const against = [first('bo', 'reject'), first('cy', 'hold')]
    expect(of(first('ana'), ...against)).toMatchObject({ kind: 'decided', outcome: { id: 'hold' }, by: against })
    expect(of(...passed, second('cy', ['0'], 'reject'))).toMatchObject({ kind: 'decided', outcome: { id: 'reject' } })
  })

  it('counts votes against in their own stage only', () => {
    expect(of(first('x', 'reject'), ...passed)).toMatchObject({ kind: 'waiting', standing: { stage: 'second' } })
  })

  it('takes no notice of votes for an outcome that is none', () => {
    expect(of(first('ana', 'nothing'), first('bo', 'nothing'))).toMatchObject({ standing: { given: 0 } })
  })

  it('refuses to decide without anybody', () => {
    const empty = { ...plan, stages: [{ ...plan.stages[0], rule: { kind: 'atLeast', needed: 0, of: [] } }] } as never
    expect(() => tally({ ...counted, plan: empty }, [])).toThrow('nobody has voted')
  })

  it('after an escalation asks the next ones too, each once', () => {
    const names = (escalated: readonly string[]) => {
      const result = tally({ ...counted, plan, escalated }, passed)
      return result.kind === 'waiting' ? result.standing.asked.map(({ id }) => id) : []
    }
    expect(names([])).toEqual(['finance', 'security'])
    expect(names(['second'])).toEqual(['finance', 'board', 'security'])
    expect(names(['first'])).toEqual(['finance', 'security'])
    const [begin, end] = plan.stages
    expect(ruleOf(begin, ['first'])).toBe(begin.rule)
    expect(end && seatsOf(ruleOf(end, ['second'])).map(({ from }) => from.map(({ id }) => id))).toEqual([
      ['finance', 'board'],
      ['security', 'board', 'finance'],
    ])
  })
})

describe('whom a tally asks', () => {
  const named = samplePlan({
    stages: [{ id: 'money', name: 'Money', require: { votes: 2, from: { people: ['usr_ana', 'usr_bo', 'usr_cy'] } } }],
  })
  const part = { part: 'requester', names: ['usr_ana', 'ana@example.com'] } as const
  const asked = (exclusions: readonly (typeof part)[], ...votes: Vote[]) => {
    const result = tally({ ...counted, plan: named, exclusions }, votes)
    return result.kind === 'waiting' ? result.standing.asked.map(({ id }) => id) : []
  }
  const vote = (by: string, facts: Partial<Vote> = {}) => sampleVote(by, { stage: 'money', seats: ['money'], ...facts })

  it('is nobody who had a part in the case', () => {
    expect(asked([])).toEqual(['usr_ana', 'usr_bo', 'usr_cy'])
    expect(asked([part])).toEqual(['usr_bo', 'usr_cy'])
  })

  it('is nobody whose vote is given already, by themselves or for them', () => {
    expect(asked([], vote('usr_bo'))).toEqual(['usr_ana', 'usr_cy'])
    expect(asked([], vote('usr_lou', { onBehalfOf: { id: 'usr_cy', name: 'Cy' } }))).toEqual(['usr_ana', 'usr_bo'])
    expect(asked([], vote('usr_bo', { outcome: 'hold' }))).toEqual([])
  })
})

describe('a vote changes something', () => {
  const does = (vote: Vote, ...earlier: Vote[]) => counts({ ...counted, plan }, earlier, vote)

  it('where a seat that it fills is free', () => {
    expect(does(first('ana'))).toBe(true)
    expect(does(second('di', ['0']), ...passed, second('cy', ['1']))).toBe(true)
    expect(does(second('di', ['0']), ...passed, second('cy', ['0']))).toBe(false)
    expect(does(second('di', ['0']), ...passed, second('cy', ['0', '1']))).toBe(true)
  })

  it('whenever it is against, also where its side has voted', () => {
    expect(does(second('di', ['0'], 'reject'), ...passed, second('cy', ['0']))).toBe(true)
  })

  it('whatever was said in other stages, or against', () => {
    expect(does(second('di', ['0']), ...passed, second('cy', ['0'], 'hold'))).toBe(true)
    expect(does(sampleVote('di', { stage: 'gone' }))).toBe(true)
  })
})

const someVotes = fc
  .array(
    fc.record({
      stage: fc.constantFrom('first', 'second'),
      seats: fc.subarray(['second/0', 'second/1'], { minLength: 1 }),
      outcome: fc.constantFrom('approve', 'approve', 'reject', 'hold'),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ stage, seats, outcome: said }, index) =>
      sampleVote(`v${index}`, { stage, seats: stage === 'first' ? ['first'] : seats, outcome: said }),
    ),
  )

describe('a tally (properties)', () => {
  it('never approves without the votes of every stage, each of another person', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const result = of(...votes)
        if (result.kind === 'waiting' || result.outcome.kind === 'failure') return
        const inFavour = (stage: string) => votes.filter((vote) => vote.stage === stage && vote.outcome === 'approve')
        expect(inFavour('first').length).toBeGreaterThanOrEqual(2)
        expect(inFavour('second').length).toBeGreaterThanOrEqual(2)
        for (const seat of ['second/0', 'second/1'])
          expect(inFavour('second').some(({ seats }) => seats.includes(seat))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('rejects exactly when a stage that is reached has its votes against', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const result = of(...votes)
        const against = (stage: string) => votes.filter((vote) => vote.stage === stage && vote.outcome !== 'approve')
        const early = against('first').length >= 2
        const reached = votes.filter((vote) => vote.stage === 'first' && vote.outcome === 'approve').length >= 2
        const rejected = result.kind === 'decided' && result.outcome.kind === 'failure'
        expect(rejected).toBe(early || (reached && against('second').length >= 1))
      }),
      { numRuns: 500 },
    )
  })

  it('does not depend on the order of the votes in favour', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const inFavour = votes.filter((vote) => vote.outcome === 'approve')
        expect(of(...inFavour.toReversed()).kind).toBe(of(...inFavour).kind)
      }),
    )
  })
})
