import type { PolicyExpiry } from '@countersign/shared/policy-document'
import { describe, expect, it } from 'vitest'
import { NOW } from './approval.sample.ts'
import { DEADLINE_REASONS, type Deadline } from './approval.ts'
import type { TimedAttempt } from './deadline.ts'
import { addSeconds, deadlineOf, reasonAt } from './deadline.ts'

const deadline = (facts: Partial<TimedAttempt>) =>
  deadlineOf({
    retryCount: 0,
    redriveCount: 0,
    registeredAt: NOW,
    enteredTime: '2026-11-21T08:59:50Z',
    timeoutSeconds: null,
    heartbeat: null,
    lastBeatAt: null,
    expires: null,
    ...facts,
  })

describe('the deadline', () => {
  it('counts the first attempt from the entry of the state', () => {
    expect(deadline({ timeoutSeconds: 60 })).toEqual({ at: addSeconds(NOW, 50), because: 'task timeout' })
  })

  it('counts a retry or a redrive from its registration, because it began later than the state', () => {
    expect(deadline({ timeoutSeconds: 60, retryCount: 1 })?.at).toEqual(addSeconds(NOW, 60))
    expect(deadline({ timeoutSeconds: 60, redriveCount: 1 })?.at).toEqual(addSeconds(NOW, 60))
    expect(deadline({ timeoutSeconds: 60, enteredTime: null })?.at).toEqual(addSeconds(NOW, 60))
  })

  it('is not lengthened by an engine whose clock is ahead', () => {
    expect(deadline({ timeoutSeconds: 60, enteredTime: '2026-11-21T09:30:00Z' })?.at).toEqual(addSeconds(NOW, 60))
  })

  it('is none without a timeout, or with the value that means none', () => {
    expect(deadline({})).toBeNull()
    expect(deadline({ timeoutSeconds: 99_999_999 })).toBeNull()
    expect(deadline({ timeoutSeconds: 99_999_998 })).not.toBeNull()
  })

  it('is the missed heartbeat of an outside system, but never one of ours', () => {
    expect(deadline({ heartbeat: { mode: 'service', seconds: 30 } })).toBeNull()
    const external = { heartbeat: { mode: 'external', seconds: 30 } } as const
    expect(deadline(external)).toEqual({ at: addSeconds(NOW, 30), because: 'external heartbeat' })
    expect(deadline({ ...external, lastBeatAt: addSeconds(NOW, 20) })?.at).toEqual(addSeconds(NOW, 50))
  })

  it('is the earlier of the two', () => {
    const external = { heartbeat: { mode: 'external', seconds: 30 } } as const
    expect(deadline({ ...external, timeoutSeconds: 60 })?.because).toBe('external heartbeat')
    expect(deadline({ ...external, timeoutSeconds: 60, lastBeatAt: addSeconds(NOW, 40) })?.because).toBe('task timeout')
    // At the same instant it is the task's own.
    expect(deadline({ ...external, timeoutSeconds: 40 })?.because).toBe('task timeout')
  })

  it('is the policy’s when that comes first, and says what the policy then does', () => {
    const expires = (afterSeconds: number, answer: PolicyExpiry['answer']) =>
      deadline({ timeoutSeconds: 600, expires: { afterSeconds, answer } })
    const fail = { kind: 'fail', error: 'TooLate' } as const
    expect(expires(60, fail)).toEqual({ at: addSeconds(NOW, 60), because: 'policy failure' })
    expect(expires(60, { kind: 'time-out' })?.because).toBe('policy time-out')
    expect(expires(60, { kind: 'succeed', outcome: 'approve' })?.because).toBe('policy success')
    expect(expires(3_600, fail)?.because).toBe('task timeout')
  })

  it('counts from the start that the history tells, also for a retry', () => {
    const startedAt = addSeconds(NOW, -20)
    expect(deadline({ timeoutSeconds: 60, retryCount: 2, startedAt })).toEqual({
      at: addSeconds(NOW, 40),
      because: 'task timeout',
      source: 'history',
    })
    const ahead = addSeconds(NOW, 20)
    expect(deadline({ timeoutSeconds: 60, startedAt: ahead })?.at).toEqual(addSeconds(NOW, 60))
    expect(deadline({ heartbeat: { mode: 'external', seconds: 30 }, startedAt })).toEqual({
      at: addSeconds(NOW, 30),
      because: 'external heartbeat',
      source: 'history',
    })
  })

  it('has a reason for each of its kinds', () => {
    const reason = (because: Deadline['because']) => reasonAt({ at: NOW, because })
    expect(DEADLINE_REASONS.map(reason)).toEqual([
      'task_timed_out',
      'heartbeat_missed',
      'policy_expired',
      'policy_answered',
      'policy_answered',
    ])
  })
})
