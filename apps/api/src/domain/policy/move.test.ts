import { policyDocument } from '@countersign/shared/policy-document'
import { approvalRequest } from '@countersign/shared/registration'
import { describe, expect, it } from 'vitest'
import { NOW, type SampleFacts, sampleApproval } from '../approval.sample.ts'
import type { Deadline, PendingApproval } from '../approval.ts'
import { addSeconds } from '../deadline.ts'
import { type Move, moveApproval } from './move.ts'

type Policy = NonNullable<SampleFacts['policy']>
type Facts = Omit<SampleFacts, 'policy'> & Partial<Omit<Move, 'before' | 'document' | 'question'>>

const LATER = addSeconds(NOW, 60)
const INGRID = { by: { id: 'usr_ingrid', name: 'Ingrid' }, names: ['usr_ingrid', 'ingrid@fjordandfield.example'] }
const moverKnownAs = (name: string) => ({ ...INGRID, names: ['usr_x', name] })

/** An approval of a policy moves to another version of it. */
function move(before: Policy, after: Policy, { lastBeatAt = null, ...facts }: Facts = {}) {
  const from = facts.from ?? sampleApproval({ ...facts, policy: before })
  const { source, team, registeredByKey, plan, exclusions } = sampleApproval({ ...facts, policy: after })
  const request = approvalRequest.parse({ title: from.title, team, ...facts.request })
  return moveApproval({
    from,
    before: policyDocument.parse(before),
    document: policyDocument.parse(after),
    question: {
      ...{ request, source, team, registeredByKey, plan, exclusions, policy: { name: 'refunds', version: 4 } },
      ...{ order: from.attempt, attemptId: from.attempt.id, shard: from.attempt.shard },
    },
    mover: facts.mover ?? INGRID,
    lastBeatAt,
    now: facts.now ?? LATER,
  })
}

const complaint = (result: ReturnType<typeof move>) =>
  'refusal' in result && result.refusal.code === 'invalid-request' ? result.refusal.errors : result
const moved = (result: ReturnType<typeof move>): PendingApproval => {
  if ('refusal' in result) throw new Error(JSON.stringify(result.refusal))
  return result
}

describe('an approval that is moved to another version of its policy', () => {
  const two = { stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 } }] }

  it('is planned anew and asked anew, as the same attempt', () => {
    const from = { ...sampleApproval(), version: 4, escalated: ['decision'] }
    expect(moved(move({}, two, { from }))).toMatchObject({
      ...{ id: from.id, status: 'pending', version: 5, policy: { name: 'refunds', version: 4 }, escalated: [] },
      ...{ attempt: from.attempt, standing: { stage: 'pair', given: 0, needed: 2 }, updatedAt: LATER, deadline: null },
    })
    expect(moved(move({}, two, { from })).attempt).toEqual(from.attempt)
  })

  it('is not decided by whoever moved it', () => {
    expect(moved(move({}, two)).exclusions).toContainEqual({ part: 'mover', names: INGRID.names })
  })

  it('keeps out whom the new version excludes, and whoever moved it before', () => {
    const before = { part: 'mover' as const, names: ['usr_helen'] }
    const author = { part: 'author' as const, names: ['usr_bo'] }
    const submitter = { part: 'submitter' as const, names: ['usr_cy'] }
    const from = { ...sampleApproval(), exclusions: [before, author, submitter] }
    const after: Policy = { exclude: ['author'] }
    expect(moved(move({}, after, { from, requesterMayDecide: true })).exclusions).toEqual([
      before,
      author,
      { part: 'mover', names: INGRID.names },
    ])
  })
})

describe('whoever had a part in a case does not choose the rules for it', () => {
  const asked = { request: { requestedBy: { id: ' Usr_Ana', name: 'Ana' } } }
  const refusal = {
    kind: 'refused',
    refusal: {
      code: 'not-permitted',
      rule: 'separation-of-duties',
      sentence: 'You had a part in this case, so another admin has to move it: whoever asks must not choose the rules.',
    },
  }

  it('as one of those it keeps out, as who asked for it, or with the key that registered it', () => {
    expect(move({}, {}, { registeredFor: 'usr_dee', mover: moverKnownAs('usr_dee') })).toEqual(refusal)
    expect(move({}, {}, { ...asked, mover: moverKnownAs('usr_ana') })).toEqual(refusal)
    const nobodyOut = { requesterMayDecide: true }
    expect(move({}, {}, { ...asked, ...nobodyOut, mover: moverKnownAs('usr_ana') })).toEqual(refusal)
    expect(move({}, {}, { ...nobodyOut, mover: moverKnownAs('key:samplekey0001') })).toEqual(refusal)
  })

  it('which another key, another person and who moved it before do not have', () => {
    for (const name of ['key:another', 'samplekey0001', 'usr_bo'])
      expect(move({}, {}, { ...asked, mover: moverKnownAs(name) })).toMatchObject({ status: 'pending' })
    const from = { ...sampleApproval(), exclusions: [{ part: 'mover' as const, names: INGRID.names }] }
    expect(moved(move({}, {}, { from })).exclusions).toContainEqual({ part: 'mover', names: INGRID.names })
  })
})

describe('no version is chosen', () => {
  const ALONE = [
    {
      pointer: '/version',
      message: 'would let it pass without a vote: withdraw it, and have the workflow ask again',
    },
  ]
  const rule = (decide: string): Policy => ({ rules: [{ id: 'small', name: 'Small sums', when: 'true', decide }] })
  const expiring = (kind: 'succeed' | 'time-out'): Policy => ({
    expires: { afterSeconds: 3_600, answer: kind === 'succeed' ? { kind, outcome: 'approve' } : { kind } },
  })

  it('whose rule lets the case pass at once; one that rejects it may be', () => {
    expect(complaint(move({}, rule('approve')))).toEqual(ALONE)
    expect(move({}, rule('reject'))).toMatchObject({ status: 'pending' })
  })

  it('whose rule names what this case calls a success', () => {
    const outcomes = [
      { id: 'pay', kind: 'success' as const, label: 'Pay' },
      { id: 'approve', kind: 'failure' as const, label: 'Approve the objection', error: 'Objected' },
    ]
    expect(complaint(move({}, rule('pay'), { request: { outcomes } }))).toEqual(ALONE)
    expect(move({}, rule('approve'), { request: { outcomes } })).toMatchObject({ status: 'pending' })
  })

  it('that answers with success when time is over, unless the one before did', () => {
    expect(complaint(move({}, expiring('succeed')))).toEqual(ALONE)
    expect(complaint(move(expiring('time-out'), expiring('succeed')))).toEqual(ALONE)
    expect(move(expiring('succeed'), expiring('succeed'))).toMatchObject({ status: 'pending' })
    expect(move(expiring('succeed'), expiring('time-out'))).toMatchObject({ status: 'pending' })
  })

  it('that excludes whom the approval has not recorded, because the one before did not care', () => {
    const unknown = (names: string) => [
      {
        pointer: '/version',
        message: `excludes ${names}, whom this approval has not recorded: withdraw it and have the workflow ask again`,
      },
    ]
    expect(complaint(move({ exclude: [] }, { exclude: ['starter', 'submitter', 'author'] }))).toEqual(
      unknown('starter and submitter and author'),
    )
    expect(complaint(move({ exclude: ['starter'] }, { exclude: ['starter', 'author'] }))).toEqual(unknown('author'))
    expect(move({ exclude: [] }, { exclude: ['requester', 'key-owner'] })).toMatchObject({ status: 'pending' })
  })

  it('under which its time has passed', () => {
    const minute: Policy = { expires: { afterSeconds: 60, answer: { kind: 'time-out' } } }
    const over = [{ pointer: '/version', message: 'would have been over already: its time has passed' }]
    expect(complaint(move({}, minute, { now: LATER }))).toEqual(over)
    expect(complaint(move({}, minute, { now: addSeconds(LATER, 1) }))).toEqual(over)
    expect(moved(move({}, minute, { now: addSeconds(LATER, -1) })).deadline).toEqual({
      at: LATER,
      because: 'policy time-out',
    })
  })
})

describe('the time of an approval that is moved', () => {
  const hour: Policy = { expires: { afterSeconds: 3_600, answer: { kind: 'time-out' } } }
  const told = (deadline: Deadline | null, facts: SampleFacts = {}) => ({ ...sampleApproval(facts), deadline })
  const ofEngine = (because: Deadline['because'], seconds: number): Deadline => ({
    ...{ at: addSeconds(NOW, seconds), because, source: 'history' },
  })

  it('counts from when its attempt was registered, whatever the hour of the move', () => {
    expect(moved(move({}, hour)).deadline).toEqual({ at: addSeconds(NOW, 3_600), because: 'policy time-out' })
    const entered = { source: { enteredTime: '2026-11-21T08:59:00.000Z' }, request: { timeoutSeconds: 600 } }
    expect(moved(move({}, {}, entered)).deadline).toEqual({ at: addSeconds(NOW, 540), because: 'task timeout' })
  })

  it('is no longer what the version before it said', () => {
    const from = told(ofEngine('policy time-out', 120))
    expect(moved(move(hour, {}, { from })).deadline).toBeNull()
    expect(moved(move(hour, hour, { from })).deadline?.at).toEqual(addSeconds(NOW, 3_600))
  })

  it.each(['task timeout', 'external heartbeat'] as const)('keeps the %s that the engine has told', (because) => {
    const sooner = told(ofEngine(because, 3_599))
    expect(moved(move({}, hour, { from: sooner })).deadline).toEqual(sooner.deadline)
    expect(moved(move({}, {}, { from: sooner })).deadline).toEqual(sooner.deadline)
    const later = told(ofEngine(because, 3_600))
    expect(moved(move({}, hour, { from: later })).deadline).toMatchObject({ because: 'policy time-out' })
  })

  it('goes on from the last beat of an outside system', () => {
    const request = { heartbeatMode: 'external' as const, heartbeatSeconds: 300 }
    const lastBeatAt = addSeconds(NOW, 100)
    const from = told(ofEngine('policy time-out', 120), { request })
    expect(moved(move(hour, {}, { from, request, lastBeatAt })).deadline).toEqual({
      at: addSeconds(NOW, 400),
      because: 'external heartbeat',
    })
  })
})
