import { expect, test } from 'vitest'
import type { Outcome } from './case.ts'
import { consequence } from './consequence.ts'

const REJECT: Outcome = {
  id: 'reject',
  kind: 'failure',
  label: 'Reject',
  error: 'OrderRejected',
  reasons: [
    { id: 'OutOfStock', label: 'Out of stock', error: 'InsufficientStock' },
    { id: 'Other', label: 'Other' },
  ],
}

test('a success lets the workflow continue', () => {
  expect(consequence({ id: 'approve', kind: 'success', label: 'Approve', reasons: [] })).toBe('workflow continues')
})

test("a failure names the error the workflow's Catch sees, which the reason may change", () => {
  expect(consequence(REJECT)).toBe('task fails with OrderRejected')
  expect(consequence(REJECT, 'OutOfStock')).toBe('task fails with InsufficientStock')
  expect(consequence(REJECT, 'Other')).toBe('task fails with OrderRejected')
})

test('falls back to the default error name', () => {
  expect(consequence({ id: 'no', kind: 'failure', label: 'No', reasons: [] })).toBe(
    'task fails with Countersign.Rejected',
  )
})
