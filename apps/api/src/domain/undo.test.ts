import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval, sampleReviewer } from './approval.sample.ts'
import type { Approval, Callback, DecidedApproval, Decision, PendingApproval, Vote } from './approval.ts'
import { addSeconds } from './deadline.ts'
import type { Principal } from './principal.ts'
import { undo } from './undo.ts'
import { castVote } from './vote.ts'

const who = (id: string): Principal => sampleReviewer({ id: id as never, name: id, email: null, identities: [] })
const POLICY = {
  stages: [
    { id: 'first', name: 'First', require: { votes: 2 } },
    { id: 'second', name: 'Second', require: { votes: 1 } },
  ],
}

/** These people approve one after the other, at the same millisecond. */
function approveBy(...names: string[]) {
  let approval: PendingApproval = sampleApproval({ policy: POLICY })
  const votes: Vote[] = []
  for (const name of names) {
    const result = castVote(
      {
        approval,
        earlier: votes,
        opened: [],
        revealed: false,
        principal: who(name),
        request: { outcome: 'approve', caseDigest: approval.caseDigest },
        expectedVersion: null,
        ids: { ...SAMPLE_IDS, vote: `vot_${name}` as never },
        now: NOW,
      },
      () => [],
    )
    if (result.kind === 'refused') throw new Error(JSON.stringify(result))
    votes.push(result.vote)
    if (result.kind === 'decided') {
      const decided: DecidedApproval = { ...approval, status: 'approved', decision: result.decision }
      return { approval: decided as Approval, votes, decision: result.decision }
    }
    approval = { ...approval, standing: result.standing }
  }
  return { approval: approval as Approval, votes, decision: undefined }
}
const callback = (decision: Decision, facts: Partial<Callback> = {}): Callback => ({
  id: SAMPLE_IDS.callback,
  decisionId: decision.id,
  attemptId: 'att_1' as never,
  status: 'held',
  dueAt: addSeconds(NOW, 10),
  ...facts,
})
const refusalOf = (result: ReturnType<typeof undo>) => (result.kind === 'refused' ? result.refusal : undefined)

describe('undoing a decision', () => {
  const { approval, votes, decision } = approveBy('usr_ana', 'usr_bo', 'usr_cy')
  if (!decision) throw new Error('not decided')
  const inForce = { decision, callback: callback(decision) }
  const undoBy = (name: string, facts: Partial<Parameters<typeof undo>[0]> = {}) =>
    undo({ approval, votes, inForce, principal: who(name), now: NOW, ...facts })

  it('takes back the vote that decided, and leaves the others', () => {
    expect(undoBy('usr_cy')).toMatchObject({
      kind: 'undone',
      vote: { by: { id: 'usr_cy' } },
      standing: { stage: 'second', given: 0, needed: 1 },
      decision: { id: decision.id },
      callback: { id: SAMPLE_IDS.callback },
    })
  })

  it('is for whoever cast that vote, in whatever order the votes are read', () => {
    const rule = { code: 'not-permitted', rule: 'own-decision' }
    expect(refusalOf(undoBy('usr_ana'))).toMatchObject(rule)
    expect(refusalOf(undoBy('usr_ana', { votes: votes.toReversed() }))).toMatchObject(rule)
    expect(undoBy('usr_cy', { votes: votes.toReversed() })).toMatchObject({ vote: { by: { id: 'usr_cy' } } })
  })

  it('is for nobody who may no longer vote', () => {
    const gone = sampleReviewer({ id: 'usr_cy' as never, teams: [] })
    expect(refusalOf(undoBy('usr_cy', { principal: gone }))).toMatchObject({ code: 'not-eligible' })
  })

  it('ends with the window, to the millisecond, and as soon as a worker has the answer', () => {
    expect(decision.undoUntil).toEqual(addSeconds(NOW, 10))
    expect(undoBy('usr_cy', { now: addSeconds(NOW, 9.999) }).kind).toBe('undone')
    expect(refusalOf(undoBy('usr_cy', { now: addSeconds(NOW, 10) }))?.code).toBe('too-late-to-undo')
    const sending = { decision, callback: callback(decision, { status: 'sending' }) }
    expect(refusalOf(undoBy('usr_cy', { inForce: sending }))?.code).toBe('too-late-to-undo')
    const atOnce = { decision: { ...decision, undoUntil: null }, callback: callback(decision) }
    expect(refusalOf(undoBy('usr_cy', { inForce: atOnce }))?.code).toBe('too-late-to-undo')
  })

  it('needs a decision', () => {
    const closed = { at: NOW, reason: 'task_timed_out', detail: null } as const
    const expired: Approval = { ...sampleApproval(), status: 'expired', closed }
    expect(refusalOf(undoBy('usr_cy', { approval: expired }))).toMatchObject({
      code: 'too-late-to-undo',
      sentence: 'There is no decision that could be undone.',
    })
    expect(refusalOf(undoBy('usr_cy', { inForce: undefined }))?.code).toBe('too-late-to-undo')
  })
})

describe('taking back a vote that waits for others', () => {
  const undoBy = (names: string[], by: string) => {
    const { approval, votes } = approveBy(...names)
    return undo({ approval, votes, inForce: undefined, principal: who(by), now: NOW })
  }

  it('is for its voter, while its stage waits', () => {
    expect(undoBy(['usr_ana'], 'usr_ana')).toMatchObject({
      kind: 'taken-back',
      vote: { by: { id: 'usr_ana' } },
      standing: { stage: 'first', given: 0, needed: 2 },
    })
    expect(refusalOf(undoBy(['usr_ana'], 'usr_bo'))).toMatchObject({ code: 'too-late-to-undo' })
  })

  it('is too late when the next stage relies on it', () => {
    expect(refusalOf(undoBy(['usr_ana', 'usr_bo'], 'usr_ana'))).toMatchObject({
      code: 'too-late-to-undo',
      sentence: 'The next stage relies on your vote already, so it can no longer be taken back.',
    })
  })

  it('is for nobody who may no longer vote', () => {
    const { approval, votes } = approveBy('usr_ana')
    const gone = sampleReviewer({ id: 'usr_ana' as never, teams: [] })
    expect(refusalOf(undo({ approval, votes, inForce: undefined, principal: gone, now: NOW }))).toMatchObject({
      code: 'not-eligible',
    })
  })
})
