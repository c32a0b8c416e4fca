import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval, sampleReviewer } from './approval.sample.ts'
import type { Approval } from './approval.ts'
import { type Cancellation, cancel } from './cancel.ts'
import { addSeconds } from './deadline.ts'

const asked = sampleApproval({ request: { requestedBy: { id: 'usr_ana', name: 'Ana' } } })
const LATER = addSeconds(NOW, 60)
const take = (facts: Partial<Cancellation> = {}) =>
  cancel({
    approval: asked,
    principal: sampleReviewer(),
    comment: undefined,
    expectedVersion: null,
    ids: SAMPLE_IDS,
    now: LATER,
    ...facts,
  })
const refusalOf = (result: ReturnType<typeof cancel>) => (result.kind === 'refused' ? result.refusal : undefined)

describe('withdrawing a question', () => {
  it('tells the workflow at once, by a name it can catch', () => {
    const result = take({ comment: 'Ordered twice.' })
    if (result.kind === 'refused' || result.delivery.body.kind !== 'failure') throw new Error('no failure')
    const { body, ...delivery } = result.delivery
    expect(delivery).toEqual({ id: SAMPLE_IDS.callback, status: 'queued', dueAt: LATER })
    expect(body.error).toBe('Countersign.Cancelled')
    expect(JSON.parse(body.cause)).toEqual({
      outcome: 'cancelled',
      approved: false,
      approvalId: asked.id,
      decisionId: SAMPLE_IDS.decision,
      decidedAt: LATER.toISOString(),
      decidedBy: [{ id: 'usr_ana', name: 'Ana', via: 'web' }],
      comment: 'Ordered twice.',
      reason: null,
      input: {},
      witness: { caseDigest: asked.caseDigest, policy: 'refunds', policyVersion: 3 },
    })
  })

  it('closes the approval under the name of who withdrew it, and nobody can undo it', () => {
    expect(take({ comment: ' \n' })).toMatchObject({
      kind: 'cancelled',
      approval: asked,
      closed: { at: LATER, reason: 'cancelled_by_requester', detail: 'Ana withdrew the question.' },
      decision: {
        attempt: 1,
        kind: 'failure',
        label: 'Withdrawn by the requester',
        error: 'Countersign.Cancelled',
        comment: null,
        input: null,
        undoUntil: null,
        decidedAt: LATER,
      },
    })
  })

  it('is for those who may, whatever has become of it', () => {
    const ended: Approval = {
      ...asked,
      status: 'withdrawn',
      closed: { at: NOW, reason: 'execution_aborted', detail: null },
    }
    const stranger = sampleReviewer({ id: 'usr_bo' as never, identities: [] })
    for (const approval of [asked, ended])
      expect(refusalOf(take({ approval, principal: stranger }))).toMatchObject({
        code: 'not-permitted',
        rule: 'requester-or-admin',
      })
    expect(refusalOf(take({ approval: ended }))).toEqual({
      code: 'withdrawn',
      reason: 'execution_aborted',
      sentence: 'The execution was stopped.',
    })
  })

  it('is refused about another version than the one that was seen', () => {
    const { version } = asked
    expect(refusalOf(take({ expectedVersion: version + 1 }))).toEqual({ code: 'version-changed', version })
    expect(take({ expectedVersion: version }).kind).toBe('cancelled')
  })

  it('is refused with a comment that Step Functions would not take', () => {
    expect(refusalOf(take({ comment: 'x'.repeat(32_768) }))).toEqual({
      code: 'invalid-request',
      errors: [{ pointer: '/comment', message: 'is too long; shorten it' }],
    })
  })
})
