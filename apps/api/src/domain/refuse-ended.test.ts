import { expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval } from './approval.sample.ts'
import type { Decision } from './approval.ts'
import { addSeconds } from './deadline.ts'
import { refuseEnded } from './refuse-ended.ts'
import { refuseSuperseded } from './refuse-superseded.ts'

const approval = sampleApproval()
const decision: Decision = {
  id: SAMPLE_IDS.decision,
  attempt: 1,
  outcome: 'approve',
  kind: 'success',
  label: 'Approve refund',
  ...{ reason: null, error: null, comment: null, input: null },
  decidedBy: [
    { id: 'usr_ana', name: 'Ana', via: 'slack' },
    { id: 'usr_bo', name: 'Bo', via: 'web' },
  ],
  decidedAt: NOW,
  undoUntil: null,
  caseDigest: approval.caseDigest,
  policy: approval.policy,
}

it('names everybody who decided, what, when, and where the first of them did', () => {
  const winner = { name: 'Ana, Bo', outcome: 'approve', label: 'Approve refund', at: NOW, via: 'slack' }
  for (const status of ['approved', 'rejected'] as const)
    expect(refuseEnded({ ...approval, status, decision })).toEqual({ code: 'already-decided', winner })
  const nobody = refuseEnded({ ...approval, status: 'approved', decision: { ...decision, decidedBy: [] } })
  expect(nobody).toMatchObject({ winner: { name: '', via: 'api' } })
})

it('says why an approval ended without a decision, in its own words where it has some', () => {
  const closed = { at: NOW, reason: 'task_timed_out', detail: null } as const
  expect(refuseEnded({ ...approval, status: 'expired', closed })).toEqual({
    code: 'expired',
    reason: 'task_timed_out',
    sentence: 'The task timed out before anyone decided.',
  })
  expect(
    refuseEnded({
      ...approval,
      status: 'withdrawn',
      closed: { at: NOW, reason: 'cancelled_by_requester', detail: 'Ana withdrew the question.' },
    }),
  ).toEqual({ code: 'withdrawn', reason: 'cancelled_by_requester', sentence: 'Ana withdrew the question.' })
})

it('names the attempt that asks now, since when, and whether a redrive made it', () => {
  const at = addSeconds(NOW, 5)
  const attempt = { ...approval.attempt, number: 3, registeredAt: at }
  const superseded = { code: 'superseded', approvalId: approval.id, supersededBy: 3, at, redriven: false }
  expect(refuseSuperseded({ id: approval.id, attempt })).toEqual(superseded)
  expect(refuseSuperseded({ id: approval.id, attempt: { ...attempt, redriveCount: 1 } })).toEqual({
    ...superseded,
    redriven: true,
  })
})
