import { describe, expect, it } from 'vitest'
import {
  APPROVAL_STATUSES,
  APPROVAL_TRANSITIONS,
  CALLBACK_STATUSES,
  CALLBACK_TRANSITIONS,
  canMove,
  canMoveCallback,
  isCallbackOpen,
} from './statuses.ts'
import { DELIVERY_WORDING } from './wording.ts'

function reachable(start: string, table: Record<string, readonly string[]>): Set<string> {
  const seen = new Set([start])
  for (const status of seen) for (const next of table[status] ?? []) seen.add(next)
  return seen
}

describe('the transition tables', () => {
  it('reach every approval status from pending', () => {
    expect([...reachable('pending', APPROVAL_TRANSITIONS)].sort()).toEqual([...APPROVAL_STATUSES].sort())
  })

  it('reach every callback status from held', () => {
    expect([...reachable('held', CALLBACK_TRANSITIONS)].sort()).toEqual([...CALLBACK_STATUSES].sort())
  })

  it('never move a decision straight to another decision', () => {
    expect(canMove('approved', 'rejected')).toBe(false)
    expect(canMove('rejected', 'approved')).toBe(false)
  })

  it('never undo what may have been sent', () => {
    for (const status of CALLBACK_STATUSES) expect(canMoveCallback(status, 'undone')).toBe(status === 'held')
  })

  it('never leave a confirmed, foreign, late or undone callback', () => {
    expect(CALLBACK_STATUSES.filter((status) => !isCallbackOpen(status))).toEqual([
      'confirmed',
      'closed_elsewhere',
      'too_late',
      'undone',
    ])
  })

  it('say "continued" only of a confirmed callback', () => {
    expect(CALLBACK_STATUSES.filter((status) => DELIVERY_WORDING[status].step === 3)).toEqual(['confirmed'])
  })
})
