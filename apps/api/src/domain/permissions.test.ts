import { describe, expect, it } from 'vitest'
import { NOW, SAMPLE_IDS, sampleApproval, sampleReviewer } from './approval.sample.ts'
import type { Approval, DecidedApproval } from './approval.ts'
import { addSeconds } from './deadline.ts'
import { permissionsOf } from './permissions.ts'
import { castVote } from './vote.ts'

const approval = sampleApproval()
const OPEN = { votes: [], inForce: undefined }
const allowedOf = (permissions: ReturnType<typeof permissionsOf>) =>
  Object.entries(permissions).flatMap(([action, { allowed }]) => (allowed ? [action] : []))

function decided(): { approval: DecidedApproval; inForce: Parameters<typeof permissionsOf>[2] } {
  const request = { outcome: 'approve', caseDigest: approval.caseDigest }
  const voted = castVote(
    {
      approval,
      earlier: [],
      opened: [],
      revealed: false,
      principal: sampleReviewer(),
      request,
      expectedVersion: null,
      ids: SAMPLE_IDS,
      now: NOW,
    },
    () => [],
  )
  if (voted.kind !== 'decided') throw new Error('not decided')
  const { decision, delivery, to, vote } = voted
  const callback = { ...delivery, decisionId: decision.id, attemptId: approval.attempt.id }
  return {
    approval: { ...approval, status: to, decision },
    inForce: { votes: [vote], inForce: { decision, callback } },
  }
}

describe('what a viewer may do', () => {
  it('is to vote and comment while the question is open', () => {
    expect(allowedOf(permissionsOf(sampleReviewer(), approval, OPEN, NOW))).toEqual([
      'vote',
      'comment',
      'reveal',
      'claim',
      'reassign',
    ])
  })

  it('is to undo while the answer is held, for the one who decided alone', () => {
    const { approval: done, inForce } = decided()
    expect(allowedOf(permissionsOf(sampleReviewer(), done, inForce, addSeconds(NOW, 9)))).toEqual([
      'comment',
      'reveal',
      'undo',
    ])
    expect(allowedOf(permissionsOf(sampleReviewer(), done, inForce, addSeconds(NOW, 10)))).toEqual([
      'comment',
      'reveal',
    ])
    const colleague = sampleReviewer({ id: 'usr_marco' as never })
    expect(allowedOf(permissionsOf(colleague, done, inForce, NOW))).toEqual(['comment', 'reveal'])
  })

  it.each<[Approval['status'], object, string]>([
    ['expired', { closed: { at: NOW, reason: 'task_timed_out', detail: null } }, 'This approval has expired.'],
    ['withdrawn', { closed: { at: NOW, reason: 'execution_aborted', detail: null } }, 'This approval was withdrawn.'],
    ['approved', { decision: decided().approval.decision }, 'This approval is already decided.'],
    ['rejected', { decision: decided().approval.decision }, 'This approval is already decided.'],
  ])('is nothing but to look and to comment when it is %s', (status, facts, reason) => {
    const ended = { ...approval, status, ...facts } as Approval
    const { vote, cancel, claim, reassign, comment, reveal } = permissionsOf(sampleReviewer(), ended, OPEN, NOW)
    const no = { allowed: false, reason }
    expect({ vote, cancel, claim, reassign }).toEqual({ vote: no, cancel: no, claim: no, reassign: no })
    for (const each of [comment, reveal]) expect(each).toEqual({ allowed: true, reason: null })
  })

  it('is to hand it on for an admin outside the team, who may not claim or decide it', () => {
    const admin = sampleReviewer({ role: 'admin', teams: [] })
    expect(allowedOf(permissionsOf(admin, approval, OPEN, NOW))).toEqual(['cancel', 'comment', 'reveal', 'reassign'])
  })

  it('comes with a sentence for everything that is not allowed', () => {
    const { approval: done, inForce } = decided()
    for (const principal of [sampleReviewer(), sampleReviewer({ role: 'auditor' }), sampleReviewer({ teams: [] })])
      for (const each of [permissionsOf(principal, done, inForce, NOW), permissionsOf(principal, approval, OPEN, NOW)])
        for (const { allowed, reason } of Object.values(each))
          expect(allowed ? reason === null : /^[A-Z].*\.$/.test(reason ?? '')).toBe(true)
  })
})
