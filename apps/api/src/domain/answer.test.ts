import { expect, it } from 'vitest'
import { answerOf, errorNameOf } from './answer.ts'
import { NOW, SAMPLE_IDS, sampleApproval } from './approval.sample.ts'
import type { Decision } from './approval.ts'

const approval = sampleApproval()
const decision: Decision = {
  id: SAMPLE_IDS.decision,
  attempt: 1,
  outcome: 'reject',
  kind: 'failure',
  label: 'Reject',
  ...{ reason: 'Fraud', error: null, comment: 'No.', input: { amount: 5 } },
  decidedBy: [{ id: 'usr_ana', name: 'Ana', via: 'web', email: 'ana@example.com' } as Decision['decidedBy'][number]],
  decidedAt: NOW,
  undoUntil: null,
  caseDigest: approval.caseDigest,
  policy: approval.policy,
}
const failure = { id: 'reject', kind: 'failure', label: 'Reject', reasons: [] } as const

it('tells who decided by id, name and channel, and nothing else of them', () => {
  const body = answerOf(approval.id, decision)
  if (body.kind !== 'failure') throw new Error('no failure')
  expect(JSON.parse(body.cause)).toMatchObject({
    approved: false,
    reason: 'Fraud',
    comment: 'No.',
    input: { amount: 5 },
    decidedBy: [{ id: 'usr_ana', name: 'Ana', via: 'web' }],
  })
  expect(body.cause).not.toContain('ana@example.com')
})

it('fails the task by the name the decision has, and otherwise by the usual one', () => {
  expect(answerOf(approval.id, decision)).toMatchObject({ kind: 'failure', error: 'Countersign.Rejected' })
  expect(answerOf(approval.id, { ...decision, error: 'OnHold' })).toMatchObject({ error: 'OnHold' })
  const success = answerOf(approval.id, { ...decision, kind: 'success' })
  expect(success).toEqual({ kind: 'success', output: expect.stringContaining('"approved":true') })
})

it('says how long an answer is that is too long', () => {
  const body = answerOf(approval.id, { ...decision, comment: 'x'.repeat(40_000) })
  expect(body).toEqual({ kind: 'too-large', bytes: expect.any(Number) })
  expect(body.kind === 'too-large' && body.bytes).toBeGreaterThan(40_000)
})

it.each([
  ['the reason’s', { ...failure, error: 'OnHold' }, { id: 'a', label: 'A', error: 'NoStock' }, 'NoStock'],
  ['the outcome’s where the reason has none', { ...failure, error: 'OnHold' }, { id: 'a', label: 'A' }, 'OnHold'],
  ['the outcome’s without a reason', { ...failure, error: 'OnHold' }, undefined, 'OnHold'],
  ['the usual one where neither has any', failure, { id: 'a', label: 'A' }, 'Countersign.Rejected'],
  ['none of a success', { ...failure, kind: 'success', error: 'OnHold' } as const, undefined, null],
] as const)('the name of a failure is %s', (_, outcome, reason, name) => {
  expect(errorNameOf({ ...outcome, reasons: [] } as never, reason)).toBe(name)
})
