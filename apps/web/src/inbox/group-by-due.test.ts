import type { ApprovalSummary } from '@countersign/shared/views'
import { expect, test } from 'vitest'
import { groupByDue } from './group-by-due.ts'

const NOW = Date.parse('2026-11-21T10:00:00Z')
const HOUR = 3_600_000
const row = (id: string, dueIn: number | null): ApprovalSummary =>
  ({
    id,
    createdAt: new Date(NOW - HOUR).toISOString(),
    deadline:
      dueIn === null ? null : { at: new Date(NOW + dueIn).toISOString(), because: 'task timeout', consequence: '' },
  }) as ApprovalSummary

test('groups by how soon a row is due and keeps the order within', () => {
  const rows = [
    row('now', 60_000),
    row('a', 3 * HOUR),
    row('b', 4 * HOUR),
    row('c', 22 * HOUR),
    row('d', 80 * HOUR),
    row('e', null),
  ]
  expect(groupByDue(rows, NOW, 'UTC').map((group) => [group.label, group.rows.map((each) => each.id)])).toEqual([
    ['Due soon', ['now']],
    ['Today', ['a', 'b']],
    ['Tomorrow', ['c']],
    ['Later', ['d']],
    ['No deadline', ['e']],
  ])
})
