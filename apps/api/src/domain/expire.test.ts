import type { PolicyExpiry } from '@countersign/shared/policies'
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

describe('when the time of the policy is up', () => {
  it('nothing is answered where the task is to time out', () => {
    expect(after({ kind: 'time-out' })).toMatchObject({ closed: { reason: 'policy_expired' }, answer: null })
  })

  it('the workflow gets the error that the policy names, signed by the policy', () => {
    const expired = after({ kind: 'fail', error: 'TooLate' })
    expect(expired?.closed.reason).toBe('policy_answered')
    expect(expired?.answer?.decision).toMatchObject({
      outcome: 'expired',
      kind: 'failure',
      error: 'TooLate',
      decidedBy: [{ id: 'policy:refunds', via: 'policy' }],
    })
    expect(expired?.answer?.delivery).toMatchObject({ status: 'queued', body: { kind: 'failure', error: 'TooLate' } })
  })

  it('the workflow goes on only where the policy says so, with an outcome that was asked for', () => {
    const expired = after({ kind: 'succeed', outcome: 'approve' })
    expect(expired?.answer?.delivery.body.kind).toBe('success')
    expect(expired?.closed.reason).toBe('policy_answered')
    expect(after({ kind: 'succeed', outcome: 'release' })?.answer?.decision).toMatchObject({
      kind: 'failure',
      error: 'Countersign.Expired',
    })
    expect(after({ kind: 'succeed', outcome: 'reject' })?.answer?.decision.kind).toBe('failure')
  })

  it('and not before, nor when the task times out sooner', () => {
    expect(after({ kind: 'fail', error: 'TooLate' }, {}, 59)).toBeNull()
    expect(after({ kind: 'fail', error: 'TooLate' }, { timeoutSeconds: 30 })).toBeNull()
  })
})
