import { dayNumber } from '@countersign/shared/clock-text'
import { timeLeft } from '@countersign/shared/time-left'
import type { ApprovalSummary } from '@countersign/shared/views'

export type Group = { readonly label: string; readonly rows: readonly ApprovalSummary[] }

const ORDER = ['Due soon', 'Today', 'Tomorrow', 'Later', 'No deadline'] as const

/** Open approvals by how soon they are due; within a group the API's order stands. Decided ones need no groups. */
export function groupByDue(rows: readonly ApprovalSummary[], now: number, timeZone?: string): Group[] {
  return ORDER.map((label) => ({ label, rows: rows.filter((row) => dueGroup(row, now, timeZone) === label) })).filter(
    (group) => group.rows.length > 0,
  )
}

function dueGroup({ deadline, createdAt }: ApprovalSummary, now: number, timeZone?: string): (typeof ORDER)[number] {
  if (!deadline) return 'No deadline'
  const due = Date.parse(deadline.at)
  if (timeLeft(due, Date.parse(createdAt), now).urgency !== 'none') return 'Due soon'
  const days = dayNumber(due, timeZone) - dayNumber(now, timeZone)
  return days <= 0 ? 'Today' : days === 1 ? 'Tomorrow' : 'Later'
}
