import type { VoteRequest } from '@countersign/shared/requests'
import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, type SampleFacts, sampleApproval, sampleReviewer, sampleUser } from './approval.sample.ts'
import type { PendingApproval, Vote } from './approval.ts'
import { addSeconds } from './deadline.ts'
import { sampleVote } from './policy/vote.sample.ts'
import type { Principal, User } from './principal.ts'
import { type Ballot, castVote } from './vote.ts'

const FORM = { schema: { type: 'object' }, initial: { amount: 5 } }
const pairOf = (request: SampleFacts['request'] = {}) =>
  sampleApproval({ policy: { stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 } }] }, request })
const person = (id: string, facts: Partial<User> = {}): User =>
  sampleUser({ id: id as never, name: id.slice(4).toUpperCase(), email: null, identities: [], ...facts })
const who = (id: string, facts: Partial<User> = {}): Principal => ({
  kind: 'user',
  user: person(id, facts),
  via: 'web',
})
const earlierOf = (id: string, facts: Partial<Vote> = {}): Vote =>
  sampleVote(id, { by: { id, name: id.slice(4).toUpperCase() }, stage: 'pair', seats: ['pair'], ...facts })

function cast(
  approval: PendingApproval,
  principal: Principal,
  earlier: readonly Vote[] = [],
  request: Partial<VoteRequest> = {},
  facts: Partial<Ballot> = {},
) {
  const asked = { outcome: 'approve', caseDigest: approval.caseDigest, ...request }
  const seen = { opened: [], revealed: false }
  const ballot = { approval, earlier, principal, request: asked, expectedVersion: null, ids: SAMPLE_IDS }
  return castVote({ ...ballot, ...seen, now: NOW, ...facts }, () => [])
}
const refusalOf = (result: ReturnType<typeof castVote>) => (result.kind === 'refused' ? result.refusal : undefined)

describe('a vote of several', () => {
  it('is kept whole, and says how far it has come and for whom it waits', () => {
    const result = cast(pairOf(), who('usr_ana'), [], { comment: '  ' })
    expect(result).toMatchObject({
      kind: 'voted',
      standing: { stage: 'pair', given: 1, needed: 2, asked: [{ kind: 'team', id: 'payments', name: 'Payments' }] },
    })
    expect(result.kind === 'voted' && result.vote).toEqual({
      id: SAMPLE_IDS.vote,
      by: { id: 'usr_ana', name: 'ANA' },
      onBehalfOf: null,
      via: 'web',
      stage: 'pair',
      seats: ['pair'],
      attempt: 1,
      outcome: 'approve',
      reason: null,
      comment: null,
      input: null,
      caseDigest: pairOf().caseDigest,
      at: NOW,
    })
  })

  it('decides together with those before it, and names them all', () => {
    const forBo = earlierOf('usr_lou', { onBehalfOf: { id: 'usr_bo', name: 'BO' } })
    expect(cast(pairOf(), who('usr_ana'), [forBo])).toMatchObject({
      kind: 'decided',
      decision: {
        decidedBy: [
          { id: 'usr_lou', name: 'LOU for BO', via: 'web' },
          { id: 'usr_ana', name: 'ANA', via: 'web' },
        ],
      },
    })
  })

  it('must be the same success as the first one, whatever was said against', () => {
    const outcomes = [
      { id: 'approve', kind: 'success' as const, label: 'Approve' },
      { id: 'half', kind: 'success' as const, label: 'Approve half' },
      { id: 'reject', kind: 'failure' as const, label: 'Reject' },
    ]
    const stages = [{ id: 'pair', name: 'Pair', require: { votes: 2 }, reject: { votes: 2 } }]
    const approval = sampleApproval({ policy: { stages }, request: { outcomes } })
    const against = earlierOf('usr_cy', { outcome: 'reject' })
    const first = earlierOf('usr_bo', { outcome: 'half' })
    expect(refusalOf(cast(approval, who('usr_ana'), [against, first]))).toEqual({
      code: 'not-eligible',
      rule: 'same-outcome',
      sentence: 'BO voted “Approve half”. Vote the same, or reject.',
    })
    expect(cast(approval, who('usr_ana'), [against])).toMatchObject({ kind: 'voted' })
    expect(cast(approval, who('usr_ana'), [first], { outcome: 'reject' })).toMatchObject({ kind: 'voted' })
    expect(cast(approval, who('usr_ana'), [against, first], { outcome: 'half' })).toMatchObject({ kind: 'decided' })
  })

  it('must have the same values in the form as the first one', () => {
    const approval = pairOf({ form: FORM })
    const first = earlierOf('usr_bo', { input: { note: 'x', amount: 7 } })
    expect(refusalOf(cast(approval, who('usr_ana'), [first]))).toEqual({
      code: 'not-eligible',
      rule: 'same-input',
      sentence: 'BO voted with other values in the form. Look at them and vote with the same, or reject.',
    })
    const same = { input: { amount: 7, note: 'x' } }
    expect(cast(approval, who('usr_ana'), [first], same)).toMatchObject({ kind: 'decided', decision: same })
  })

  it('counts once for each person, and for each seat that somebody stands in for', () => {
    const [ana, bo] = [person('usr_ana'), person('usr_bo')]
    const lou = who('usr_lou', { teams: [], standsInFor: [bo] })
    const at = addSeconds(NOW, -60)
    expect(refusalOf(cast(pairOf(), { kind: 'user', user: ana, via: 'web' }, [earlierOf('usr_ana', { at })]))).toEqual({
      code: 'already-voted',
      at,
      sentence: 'Your vote on this attempt is already recorded.',
    })
    const theirs = 'BO has voted already, so nobody can stand in for them here.'
    expect(refusalOf(cast(pairOf(), lou, [earlierOf('usr_bo', { at })]))).toEqual({
      code: 'already-voted',
      at,
      sentence: theirs,
    })
    const forBo = earlierOf('usr_max', { at, onBehalfOf: { id: 'usr_bo', name: 'BO' } })
    expect(refusalOf(cast(pairOf(), lou, [forBo]))).toEqual({ code: 'already-voted', at, sentence: theirs })
    expect(refusalOf(cast(pairOf(), { kind: 'user', user: bo, via: 'web' }, [forBo]))).toEqual({
      code: 'already-voted',
      at,
      sentence: 'MAX has voted for you meanwhile.',
    })
    expect(cast(pairOf(), lou, [earlierOf('usr_ana')])).toMatchObject({
      kind: 'decided',
      vote: { by: { id: 'usr_lou' }, onBehalfOf: { id: 'usr_bo', name: 'BO' } },
    })
  })

  it('is cast for the person that is named, and for nobody else', () => {
    const standing = who('usr_lou', { standsInFor: [person('usr_bo')] })
    expect(cast(pairOf(), standing)).toMatchObject({ vote: { onBehalfOf: null } })
    expect(cast(pairOf(), standing, [], { onBehalfOf: 'usr_bo' as never })).toMatchObject({
      vote: { onBehalfOf: { id: 'usr_bo' } },
    })
    expect(refusalOf(cast(pairOf(), standing, [], { onBehalfOf: 'usr_ana' as never }))).toEqual({
      code: 'not-eligible',
      rule: 'delegation',
      sentence: 'You do not stand in for that person here.',
    })
  })

  it('is refused where its side has voted, with whom it waits for, unless it is against', () => {
    const of = (team: string) => ({ votes: 1, from: { teams: [team] } })
    const stages = [{ id: 'pair', name: 'Pair', require: { all: [of('finance'), of('security')] } }]
    const approval = sampleApproval({ policy: { stages } })
    const cy = earlierOf('usr_cy', { seats: ['pair/0'] })
    const di = who('usr_di', { teams: ['finance'] as never })
    expect(refusalOf(cast(approval, di, [cy]))).toEqual({
      code: 'not-eligible',
      rule: 'seat-taken',
      sentence: 'Your side has voted already; it waits for security.',
    })
    expect(cast(approval, di, [cy], { outcome: 'reject' })).toMatchObject({ kind: 'decided', to: 'rejected' })
    expect(cast(approval, who('usr_ed', { teams: ['security'] as never }), [cy])).toMatchObject({ kind: 'decided' })
  })
})

describe('the time to undo', () => {
  const secondsOf = (facts: SampleFacts, request: Partial<VoteRequest> = {}, now = NOW) => {
    const result = cast(sampleApproval(facts), sampleReviewer(), [], request, { now })
    if (result.kind !== 'decided') throw new Error('not decided')
    const { decision, delivery } = result
    expect(delivery).toMatchObject({
      status: decision.undoUntil ? 'held' : 'queued',
      dueAt: decision.undoUntil ?? now,
    })
    return decision.undoUntil === null ? null : (decision.undoUntil.getTime() - now.getTime()) / 1_000
  }

  it('is at most what the approval, and what the policy, allow', () => {
    expect(secondsOf({ request: { undoSeconds: 30 } }, { undoSeconds: 60 })).toBe(30)
    expect(secondsOf({ request: { undoSeconds: 30 }, policy: { undoMaxSeconds: 20 } }, { undoSeconds: 60 })).toBe(20)
    expect(secondsOf({ request: { undoSeconds: 15 }, policy: { undoMaxSeconds: 20 } }, { undoSeconds: 60 })).toBe(15)
    expect(secondsOf({ request: { undoSeconds: 30 }, policy: { undoMaxSeconds: 0 } }, { undoSeconds: 60 })).toBeNull()
  })

  it('is none shortly before the deadline: the answer is due at once', () => {
    const facts = { request: { timeoutSeconds: 100 } }
    expect(secondsOf(facts, {}, addSeconds(NOW, 70))).toBe(10)
    expect(secondsOf(facts, {}, addSeconds(NOW, 71))).toBeNull()
  })
})
