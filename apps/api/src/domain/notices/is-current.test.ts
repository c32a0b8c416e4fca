import { CALLBACK_STATUSES } from '@countersign/shared/statuses'
import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval } from '../approval.sample.ts'
import type { Approval, Decision } from '../approval.ts'
import { isCurrent } from './is-current.ts'
import { subjectOf } from './notice.ts'

const pending: Approval = {
  ...sampleApproval(),
  standing: { stage: 'finance', given: 0, needed: 1, asked: [] },
}
const ended = { at: NOW, reason: 'policy_expired', detail: null } as const
const { decision: id } = SAMPLE_IDS
const decision: Decision = {
  id,
  attempt: 1,
  outcome: 'approve',
  kind: 'success',
  label: 'Approve',
  reason: null,
  error: null,
  comment: null,
  input: null,
  decidedBy: [{ id: 'usr_ana', name: 'Ana', via: 'web' }],
  decidedAt: NOW,
  undoUntil: null,
  caseDigest: pending.caseDigest,
  policy: pending.policy,
}
const sample = {
  pending,
  approved: { ...pending, status: 'approved', decision },
  rejected: { ...pending, status: 'rejected', decision },
  expired: { ...pending, status: 'expired', closed: ended },
  withdrawn: { ...pending, status: 'withdrawn', closed: ended },
} satisfies Record<string, Approval>
const QUESTIONS = ['request', 'reminder', 'escalation'] as const
const ENDED = [sample.approved, sample.rejected, sample.expired, sample.withdrawn]

describe('a question', () => {
  it.each([
    ['of the attempt', subjectOf.question(1), true],
    ['of an earlier attempt', subjectOf.question(0), false],
    ['of attempt 11', subjectOf.question(11), false],
    ['asked again after a snooze', subjectOf.again(1, NOW), true],
    ['that was handed over', subjectOf.handOver(1, NOW), true],
    ['that was handed over in another attempt', subjectOf.handOver(2, NOW), false],
    ['of the stage that waits', subjectOf.stage(1, 'finance'), true],
    ['of a stage that is over', subjectOf.stage(1, 'team'), false],
    ['of a stage whose name only begins like it', subjectOf.stage(1, 'finance-2'), false],
    ['of that stage in another attempt', subjectOf.stage(2, 'finance'), false],
    ['that was escalated', subjectOf.escalation(1, 'finance'), true],
    ['that was escalated in a stage that is over', subjectOf.escalation(1, 'team'), false],
    ['that is repeated', subjectOf.reminder(1, 'finance', 2), true],
    ['that is repeated for a stage that is over', subjectOf.reminder(1, 'team', 2), false],
    ['about an outcome', subjectOf.decision(id), false],
    ['that does not begin with the attempt', `again:${subjectOf.question(1)}`, false],
  ])('%s, %s, is still asked: %s', (_name, subject, asked) => {
    for (const kind of QUESTIONS) {
      expect(isCurrent({ kind, subject }, pending, null)).toBe(asked)
      for (const approval of ENDED) expect(isCurrent({ kind, subject }, approval, null)).toBe(false)
    }
  })
})

describe('an outcome', () => {
  const told = (approval: Approval, subject: string, callback: Parameters<typeof isCurrent>[2] = null) =>
    isCurrent({ kind: 'outcome', subject }, approval, callback)

  it('is the decision for as long as it stands', () => {
    for (const approval of [sample.approved, sample.rejected]) {
      expect(told(approval, subjectOf.decision(id))).toBe(true)
      expect(told(approval, subjectOf.decision('dec_another' as never))).toBe(false)
      expect(told(approval, subjectOf.end(1))).toBe(false)
    }
    expect(told(pending, subjectOf.decision(id))).toBe(false)
  })

  it('is that the decision took no effect, when it did not, and the decision all the same', () => {
    const missed = CALLBACK_STATUSES.filter((status) => told(sample.approved, subjectOf.delivery(id), status))
    expect(missed).toEqual(['closed_elsewhere', 'too_late', 'parked'])
    expect(told(sample.rejected, subjectOf.delivery(id))).toBe(false)
    for (const status of CALLBACK_STATUSES) expect(told(sample.approved, subjectOf.decision(id), status)).toBe(true)
  })

  it('is the end of the attempt when nobody decided', () => {
    for (const approval of [sample.expired, sample.withdrawn]) {
      expect(told(approval, subjectOf.end(1))).toBe(true)
      expect(told(approval, subjectOf.end(2))).toBe(false)
      expect(told(approval, subjectOf.decision(id))).toBe(false)
    }
    expect(told(pending, subjectOf.end(1))).toBe(false)
  })
})

it('always sends a digest, which is about no approval', () => {
  for (const approval of [pending, ...ENDED])
    expect(isCurrent({ kind: 'digest', subject: '2026-11-21' }, approval, null)).toBe(true)
})

it('words what a notice is about', () => {
  expect([
    subjectOf.question(1),
    subjectOf.stage(1, 'finance'),
    subjectOf.escalation(1, 'finance'),
    subjectOf.reminder(1, 'finance', 2),
    subjectOf.handOver(1, NOW),
    subjectOf.again(1, NOW),
    subjectOf.decision(id),
    subjectOf.delivery(id),
    subjectOf.end(1),
  ]).toEqual([
    'attempt:1',
    'attempt:1:stage:finance',
    'attempt:1:stage:finance:escalated',
    'attempt:1:stage:finance:remind:2',
    'attempt:1:handed:2026-11-21T09:00:00.000Z',
    'attempt:1:snooze:2026-11-21T09:00:00.000Z',
    `decision:${id}`,
    `delivery:${id}`,
    'end:1',
  ])
})
