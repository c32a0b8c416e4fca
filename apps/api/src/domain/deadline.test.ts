import { describe, expect, it } from 'vitest'
import { NOW } from './approval.sample.ts'
import type { TimedAttempt } from './deadline.ts'
import { addSeconds, deadlineOf } from './deadline.ts'

const deadline = (facts: Partial<TimedAttempt>) =>
  deadlineOf({
    retryCount: 0,
    redriveCount: 0,
    registeredAt: NOW,
    enteredTime: '2026-11-21T08:59:50Z',
    timeoutSeconds: null,
    heartbeat: null,
    lastBeatAt: null,
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
  })
})
