import type { PolicyExpiry } from '@countersign/shared/policy-document'
import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, type SampleFacts, sampleApproval } from './approval.sample.ts'
import { addSeconds } from './deadline.ts'
import { expire } from './expire.ts'

const after = (answer: PolicyExpiry['answer'], request: SampleFacts['request'] = {}, seconds = 61) =>
  expire(
    sampleApproval({ policy: { expires: { afterSeconds: 60, answer } }, request }),
    SAMPLE_IDS,
    addSeconds(NOW, seconds),
  )

/** What every decision of the policy says. */
const said = {
  id: SAMPLE_IDS.decision,
  attempt: 1,
  ...{ reason: null, comment: null, undoUntil: null },
  decidedAt: addSeconds(NOW, 61),
  caseDigest: sampleApproval().caseDigest,
  policy: { name: 'refunds', version: 3 },
  decidedBy: [{ id: 'policy:refunds', name: 'the policy refunds, as nobody decided in time', via: 'policy' }],
}

describe('when the time of the policy is up', () => {
  it('nothing is answered where the task is to time out', () => {
    expect(after({ kind: 'time-out' })).toEqual({
      closed: {
        at: addSeconds(NOW, 61),
        reason: 'policy_expired',
        detail: 'Nobody decided in the time the policy gives.',
      },
      answer: null,
    })
  })

  it('the workflow gets the error that the policy names, signed by the policy', () => {
    const expired = after({ kind: 'fail', error: 'TooLate' })
    expect(expired?.closed.reason).toBe('policy_answered')
    expect(expired?.answer?.decision).toEqual({
      ...said,
      outcome: 'expired',
      kind: 'failure',
      label: 'Nobody decided in time',
      error: 'TooLate',
      input: null,
    })
    expect(expired?.answer?.delivery).toMatchObject({
      id: SAMPLE_IDS.callback,
      status: 'queued',
      dueAt: addSeconds(NOW, 61),
      body: { kind: 'failure', error: 'TooLate' },
    })
  })

  it('the workflow goes on only where the policy says so, with an outcome that was asked for', () => {
    const expired = after({ kind: 'succeed', outcome: 'approve' })
    expect(expired?.answer?.delivery.body.kind).toBe('success')
    expect(expired?.closed.reason).toBe('policy_answered')
    expect(expired?.answer?.decision).toEqual({
      ...said,
      outcome: 'approve',
      kind: 'success',
      label: 'Approve',
      error: null,
      input: null,
    })
    expect(after({ kind: 'succeed', outcome: 'release' })?.answer?.decision).toMatchObject({
      kind: 'failure',
      error: 'Countersign.Expired',
    })
    expect(after({ kind: 'succeed', outcome: 'reject' })?.answer?.decision.kind).toBe('failure')
  })

  it('the workflow goes on with the form as the asker filled it in', () => {
    const form = { schema: { type: 'object' }, initial: { amount: 5 } }
    expect(after({ kind: 'succeed', outcome: 'approve' }, { form })?.answer?.decision.input).toEqual({ amount: 5 })
    expect(after({ kind: 'fail', error: 'TooLate' }, { form })?.answer?.decision.input).toBeNull()
  })

  it('and not before, nor when the task times out sooner', () => {
    expect(after({ kind: 'fail', error: 'TooLate' }, {}, 59)).toBeNull()
    expect(after({ kind: 'fail', error: 'TooLate' }, {}, 60)).not.toBeNull()
    expect(after({ kind: 'fail', error: 'TooLate' }, { timeoutSeconds: 30 })).toBeNull()
  })

  it('and never where the policy says nothing of time', () => {
    for (const request of [{}, { timeoutSeconds: 60 }])
      expect(expire(sampleApproval({ request }), SAMPLE_IDS, addSeconds(NOW, 3_600))).toBeNull()
  })

  it('an answer that Step Functions would not take is a fault of ours', () => {
    const approval = sampleApproval({
      policy: { expires: { afterSeconds: 60, answer: { kind: 'succeed', outcome: 'approve' } } },
    })
    const form = { schema: { type: 'object' }, initial: { text: 'x'.repeat(32_768) } }
    expect(() => expire({ ...approval, form } as typeof approval, SAMPLE_IDS, addSeconds(NOW, 61))).toThrow(
      /^the answer of the policy has 33\d{3} bytes$/,
    )
  })
})
