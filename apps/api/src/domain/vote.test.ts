import type { VoteRequest } from '@countersign/shared/requests'
import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval, sampleReviewer } from './approval.sample.ts'
import type { Approval } from './approval.ts'
import { addSeconds } from './deadline.ts'
import type { Ballot } from './vote.ts'
import { castVote } from './vote.ts'

const approval = sampleApproval({
  request: {
    timeoutSeconds: 3_600,
    outcomes: [
      { id: 'approve', kind: 'success', label: 'Approve refund' },
      { id: 'reject', kind: 'failure', label: 'Reject', reasons: [{ id: 'Fraud', label: 'Fraud' }] },
      {
        id: 'hold',
        kind: 'failure',
        label: 'Hold',
        error: 'OnHold',
        reasons: [{ id: 'Stock', label: 'No stock', error: 'NoStock' }],
      },
    ],
  },
})

function ballot(facts: Partial<Ballot> = {}, request: Partial<VoteRequest> = {}): Ballot {
  return {
    approval,
    earlier: [],
    opened: [],
    revealed: false,
    principal: sampleReviewer(),
    request: { outcome: 'approve', caseDigest: approval.caseDigest, ...request },
    expectedVersion: null,
    ids: SAMPLE_IDS,
    now: NOW,
    ...facts,
  }
}
const noFaults = () => []
const vote = (facts?: Partial<Ballot>, request?: Partial<VoteRequest>) => castVote(ballot(facts, request), noFaults)
const invalid = (pointer: string, message: string) => ({ code: 'invalid-request', errors: [{ pointer, message }] })
const refusalOf = (result: ReturnType<typeof castVote>) => (result.kind === 'refused' ? result.refusal : undefined)

describe('a vote', () => {
  it('decides with the exact bytes the workflow gets', () => {
    const result = vote({}, { comment: 'Checked.', undoSeconds: 4 })
    expect(result).toMatchObject({
      kind: 'decided',
      to: 'approved',
      decision: { outcome: 'approve', kind: 'success', error: null, undoUntil: addSeconds(NOW, 4) },
      delivery: { status: 'held', dueAt: addSeconds(NOW, 4) },
    })
    if (result.kind !== 'decided' || result.delivery.body.kind !== 'success') throw new Error('no output')
    expect(result.delivery.body.output).toBe(
      `{"approvalId":"${approval.id}","approved":true,"comment":"Checked.","decidedAt":"2026-11-21T09:00:00.000Z","decidedBy":[{"id":"usr_ana","name":"Ana","via":"web"}],` +
        `"decisionId":"${SAMPLE_IDS.decision}","input":{},"outcome":"approve","reason":null,` +
        `"witness":{"caseDigest":"${approval.caseDigest}","policy":"refunds","policyVersion":3}}`,
    )
  })

  it.each([
    ['reject', undefined, 'Countersign.Rejected'],
    ['reject', 'Fraud', 'Countersign.Rejected'],
    ['hold', undefined, 'OnHold'],
    ['hold', 'Stock', 'NoStock'],
  ])('for %s with reason %s fails the task with %s', (outcome, reason, error) => {
    const result = vote({}, { outcome, ...(reason ? { reason } : {}) })
    expect(result).toMatchObject({
      to: 'rejected',
      decision: { error },
      delivery: { body: { kind: 'failure', error } },
    })
  })

  it('meets its checks in the order in which they would have to change', () => {
    const worst = {
      approval: { ...approval, attempt: { ...approval.attempt, number: 2 } },
      now: addSeconds(NOW, 3_601),
      principal: sampleReviewer({ teams: [] }),
      expectedVersion: 9,
      earlier: [],
    }
    const request = { attempt: 1, caseDigest: `sha256:${'0'.repeat(64)}`, outcome: 'nothing' }
    const closed = { at: NOW, reason: 'execution_aborted', detail: null } as const
    const ended: Approval = { ...approval, status: 'withdrawn', closed }
    const steps: [Partial<Ballot>, Partial<VoteRequest>, string][] = [
      [{ approval: ended }, {}, 'withdrawn'],
      [{ approval: worst.approval }, {}, 'superseded'],
      [{}, { attempt: 2 }, 'expired'],
      [{ now: NOW }, {}, 'not-eligible'],
      [{ principal: sampleReviewer() }, {}, 'case-changed'],
      [{}, { caseDigest: approval.caseDigest }, 'version-changed'],
      [{ expectedVersion: approval.version }, {}, 'invalid-request'],
    ]
    let facts: Partial<Ballot> = worst
    let asked: Partial<VoteRequest> = request
    for (const [change, requestChange, code] of steps) {
      facts = { ...facts, ...change }
      asked = { ...asked, ...requestChange }
      expect(refusalOf(vote(facts, asked))?.code).toBe(code)
    }
    expect(vote(facts, { ...asked, outcome: 'approve' }).kind).toBe('decided')
  })

  it('comes too late at the very instant of the deadline', () => {
    expect(refusalOf(vote({ now: addSeconds(NOW, 3_600) }))).toEqual({
      code: 'expired',
      reason: 'task_timed_out',
      sentence: 'The deadline passed before this vote arrived.',
    })
    expect(vote({ now: new Date(NOW.getTime() + 3_599_999) }).kind).toBe('decided')
  })

  it('counts once for each person and attempt', () => {
    const first = vote()
    if (first.kind === 'refused') throw new Error('refused')
    expect(refusalOf(vote({ earlier: [first.vote] }))).toMatchObject({ code: 'already-voted', at: NOW })
  })

  it('names an outcome of this approval', () => {
    expect(refusalOf(vote({}, { outcome: 'nothing' }))).toEqual(
      invalid('/outcome', "is none of this approval's outcomes: approve, reject, hold"),
    )
  })

  it('names a reason of the outcome it chose, or none', () => {
    expect(refusalOf(vote({}, { outcome: 'reject', reason: 'Stock' }))).toEqual(
      invalid('/reason', 'is no reason of the outcome "reject"'),
    )
    expect(refusalOf(vote({}, { outcome: 'approve', reason: 'Fraud' }))).toEqual(
      invalid('/reason', 'is no reason of the outcome "approve"'),
    )
    expect(vote({}, { outcome: 'hold', reason: 'Stock' })).toMatchObject({
      vote: { reason: 'Stock' },
      decision: { reason: 'Stock', label: 'Hold', outcome: 'hold' },
    })
  })

  it('carries no input where there is no form', () => {
    expect(refusalOf(vote({}, { input: { a: 1 } }))).toEqual(invalid('/input', 'this approval has no form to edit'))
    expect(vote({}, { input: {} })).toMatchObject({ kind: 'decided', decision: { input: null } })
  })

  it('sends the form as it was left when the reviewer goes on, and nothing when they refuse', () => {
    const withForm = sampleApproval({ request: { form: { schema: { type: 'object' }, initial: { amount: 5 } } } })
    const request = { caseDigest: withForm.caseDigest }
    expect(vote({ approval: withForm }, request)).toMatchObject({ decision: { input: { amount: 5 } } })
    expect(vote({ approval: withForm }, { ...request, outcome: 'reject' })).toMatchObject({ decision: { input: null } })
    const faulty = castVote(ballot({ approval: withForm }, request), () => [
      { pointer: '/amount', message: 'is too much' },
    ])
    expect(refusalOf(faulty)).toEqual({
      code: 'invalid-request',
      errors: [{ pointer: '/input/amount', message: 'is too much' }],
    })
  })

  it('is refused when its answer would not fit into a cause, by the byte', () => {
    const bytesOf = (comment: string) => {
      const result = vote({}, { comment })
      return result.kind === 'decided' && result.delivery.body.kind === 'success'
        ? Buffer.byteLength(result.delivery.body.output)
        : 0
    }
    const room = 32_768 - bytesOf('x') + 1
    const tooLong = (bytes: number) => `makes the answer ${bytes} bytes long; Step Functions takes 32768. Shorten it`
    const [byOne, byTwo] = ['x'.repeat(room + 1), 'é'.repeat(room / 2 + 1)]
    expect(bytesOf('x'.repeat(room))).toBe(32_768)
    expect(refusalOf(vote({}, { comment: byOne }))).toEqual(invalid('/comment', tooLong(32_769)))
    expect(refusalOf(vote({}, { comment: byTwo }))).toEqual(invalid('/comment', tooLong(32_770)))
    const withForm = sampleApproval({ request: { form: { schema: { type: 'object' } } } })
    const edited = { caseDigest: withForm.caseDigest, comment: byOne, input: { a: 1 } }
    expect(refusalOf(vote({ approval: withForm }, edited))).toMatchObject({ errors: [{ pointer: '/input' }] })
  })
})
