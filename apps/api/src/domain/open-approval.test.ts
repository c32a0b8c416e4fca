import { approvalRequest } from '@countersign/shared/registration'
import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, type SampleFacts, sampleApproval, sampleReviewer } from './approval.sample.ts'
import type { Vote } from './approval.ts'
import { addSeconds } from './deadline.ts'
import { joinApproval, pastAttempt, type Question, votesToCarry } from './open-approval.ts'
import { sampleVote } from './policy/vote.sample.ts'
import { castVote } from './vote.ts'

const PAIR: SampleFacts['policy'] = {
  stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 } }],
  newAttempt: 'keep-if-unchanged',
}
const PLAIN = { ...PAIR, newAttempt: 'ask-again' as const }
const ana = sampleVote('usr_ana', { stage: 'pair', seats: ['pair'] })
const bo = sampleVote('usr_bo', { stage: 'pair', seats: ['pair'] })

/** What the same task asks when it is tried again. */
const again = (facts: SampleFacts = {}): Question => {
  const { plan, exclusions, source, team, policy, registeredByKey } = sampleApproval(facts)
  const request = approvalRequest.parse({ title: 'Refund EUR 1,240', team: 'payments', ...facts.request })
  return {
    ...{ request, source, plan, exclusions, team, policy, registeredByKey },
    order: { redriveCount: 0, retryCount: 1 },
    attemptId: 'att_next' as never,
    shard: 7,
  }
}
const carried = (policy: SampleFacts['policy'], votes: readonly Vote[], facts: SampleFacts = {}) =>
  votesToCarry(sampleApproval({ policy: policy ?? {} }), again({ policy: policy ?? {}, ...facts }), votes)

describe('a vote on an attempt that is retried', () => {
  it('counts on where the policy says so and nothing has changed', () => {
    expect(carried(PAIR, [ana])).toEqual([ana])
  })

  it('is asked for again where the policy does not say so', () => {
    expect(carried(PLAIN, [ana])).toEqual([])
    expect(carried(undefined, [ana])).toEqual([])
  })

  it('is asked for again when the case has changed', () => {
    expect(carried(PAIR, [ana], { request: { title: 'Refund EUR 9,999' } })).toEqual([])
  })

  it('is asked for again when others would be asked', () => {
    const from = sampleApproval({ policy: PAIR })
    const question = again({ policy: { ...PAIR, stages: [{ id: 'pair', name: 'Pair', require: { votes: 3 } }] } })
    expect(votesToCarry(from, question, [ana])).toEqual([])
  })

  it('is asked for again when its voter, or whose vote it was, has a part in the case by now', () => {
    const withAuthor = (...names: string[]) => {
      const question = { ...again({ policy: PAIR }), exclusions: [{ part: 'author' as const, names }] }
      return (vote: Vote) => votesToCarry(sampleApproval({ policy: PAIR }), question, [vote])
    }
    expect(withAuthor('usr_ana')(ana)).toEqual([])
    expect(withAuthor('usr_bo')(ana)).toEqual([ana])
    const forBo = { ...ana, onBehalfOf: { id: 'USR_Bo', name: 'Bo' } }
    expect(withAuthor('usr_bo')(forBo)).toEqual([])
    expect(withAuthor('usr_cy')(forBo)).toEqual([forBo])
  })

  it('never decides without a button being pressed again', () => {
    expect(carried(PAIR, [ana, bo])).toEqual([])
    expect(carried(PAIR, [{ ...ana, outcome: 'reject' }])).toEqual([])
  })
})

describe('a newer token', () => {
  const question = again({ policy: PAIR })
  const from = {
    ...sampleApproval({ policy: PAIR, request: { requestedBy: { id: 'usr_req', name: 'Req' } } }),
    assignee: { id: 'usr_ana', name: 'Ana' },
    claim: { by: { id: 'usr_ana', name: 'Ana' }, until: NOW },
    escalated: ['pair'],
    version: 4,
  }
  const later = addSeconds(NOW, 60)
  const joined = joinApproval(from, question, 2, [ana], later)

  it('asks in the place of the one before, under its name, and counts what is carried', () => {
    expect(joined).toMatchObject({
      id: from.id,
      status: 'pending',
      version: 5,
      createdAt: NOW,
      updatedAt: later,
      follows: from.follows,
      assignee: from.assignee,
      claim: from.claim,
      escalated: [],
      standing: { stage: 'pair', given: 1, needed: 2 },
      attempt: {
        id: 'att_next',
        number: 2,
        status: 'live',
        retryCount: 1,
        redriveCount: 0,
        shard: 7,
        registeredAt: later,
      },
    })
  })

  it('forgets nobody who once had a part, and names each once', () => {
    expect(joined.requestedBy).toEqual(from.requestedBy)
    expect(joined.exclusions).toEqual([
      ...from.exclusions,
      ...question.exclusions.filter(({ part }) => part !== 'key-owner'),
    ])
    const author = { part: 'author' as const, names: ['usr_new'] }
    const more = joinApproval(from, { ...question, exclusions: [...from.exclusions, author] }, 2, [], later)
    expect(more.exclusions).toEqual([...from.exclusions, author])
  })

  it('may name another asker', () => {
    const asker = { id: 'usr_other', name: 'Other' }
    const other = again({ policy: PAIR, request: { requestedBy: asker } })
    expect(joinApproval(from, other, 2, [], later).requestedBy).toEqual(asker)
  })

  it('cannot be opened as decided', () => {
    expect(() => joinApproval(from, question, 2, [ana, bo], later)).toThrow('cannot be opened as decided')
  })
})

it('a token that came too late is written down as it ended', () => {
  const { attemptId, shard } = again()
  expect(pastAttempt({ attemptId, shard, order: { redriveCount: 1, retryCount: 2 } }, 3, 'superseded', NOW)).toEqual({
    ...{ id: 'att_next', number: 3, status: 'superseded', redriveCount: 1, retryCount: 2, shard: 7 },
    ...{ registeredAt: NOW, closedAt: NOW },
  })
})

it('whom a later stage may ask sees the case from the start', () => {
  const { audience } = sampleApproval({
    policy: {
      stages: [
        { id: 'a', name: 'A', require: { votes: 1 } },
        { id: 'b', name: 'B', require: { votes: 1, from: { teams: ['finance'], people: ['usr_dee' as never] } } },
      ],
    },
  })
  expect(audience).toEqual({ teams: ['finance'], people: ['usr_dee'] })
})

it('a vote that was carried is still of one person', () => {
  const question = again({ policy: PAIR })
  const approval = joinApproval(sampleApproval({ policy: PAIR }), question, 2, [ana], NOW)
  const ballot = {
    approval,
    earlier: [ana],
    opened: [],
    revealed: false,
    principal: sampleReviewer(),
    request: { outcome: 'approve', caseDigest: approval.caseDigest },
    expectedVersion: null,
    ids: SAMPLE_IDS,
    now: NOW,
  }
  expect(castVote(ballot, () => [])).toMatchObject({ refusal: { code: 'already-voted' } })
})
