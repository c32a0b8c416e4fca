import { describe, expect, it } from 'vitest'
import { type SampleFacts, sampleApproval } from './approval.sample.ts'
import { caseDigest } from './case-digest.ts'

const digest = (facts: SampleFacts = {}) => sampleApproval(facts).caseDigest

describe('the case digest', () => {
  it('changes with everything a reviewer is shown, and with where the answer goes', () => {
    const changed: SampleFacts[] = [
      { request: { title: 'Refund EUR 1,241' } },
      { request: { title: 'Refund\u00a0EUR 1,240' } },
      { request: { why: 'Because' } },
      { request: { risk: 'high' } },
      { request: { requestedBy: { id: 'usr_eve', name: 'Eve' } } },
      { request: { case: { contextLine: 'EUR 1,240' } } },
      { request: { case: { fields: [{ label: 'Amount', value: '1240' }] } } },
      { request: { case: { fields: [{ label: 'Amount', value: 1240 }] } } },
      { request: { case: { changes: [{ field: 'limit', from: 1, to: 2 }] } } },
      { request: { case: { payload: { a: [1, 2] } } } },
      { request: { case: { payload: { a: [2, 1] } } } },
      { request: { case: { evidence: [{ label: 'Invoice', url: 'https://example.com/1' }] } } },
      { request: { outcomes: [{ id: 'approve', kind: 'success', label: 'Pay' }] } },
      { request: { form: { schema: { type: 'object' } } } },
      { request: { form: { schema: { type: 'object' }, initial: { a: 1 } } } },
      { source: { stateName: 'ReviewPayout' } },
      { source: { executionArn: 'arn:aws:states:eu-north-1:123456789012:execution:Refunds:run-2' } },
    ]
    expect(new Set([digest(), ...changed.map(digest)]).size).toBe(changed.length + 1)
  })

  it('does not change with what is no part of the question, nor with the order of members', () => {
    const same: SampleFacts[] = [
      { request: { tags: { env: 'prod' } } },
      { request: { timeoutSeconds: 60, heartbeatSeconds: 5, undoSeconds: 0 } },
      { order: { redriveCount: 1, retryCount: 2 } },
      { source: { enteredTime: '2026-11-21T09:00:00Z' } },
    ]
    for (const facts of same) expect(digest(facts)).toBe(digest())
    const a = digest({ request: { case: { payload: { a: 1, b: { c: 1.0, d: 2 } } } } })
    expect(digest({ request: { case: { payload: { b: { d: 2, c: 1 }, a: 1 } } } })).toBe(a)
  })

  it('ignores members that are not shown', () => {
    const approval = sampleApproval()
    const shown = { ...approval, ...approval.source }
    expect(caseDigest(shown)).toBe(approval.caseDigest)
  })
})
