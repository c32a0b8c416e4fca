import { approvalId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { ReminderStore } from '../../../ports/notices.ts'
import type { Statements } from '../statements.ts'

const dueRow = z
  .object({ approval_id: approvalId, attempt: z.int() })
  .transform((row) => ({ approvalId: row.approval_id, attempt: row.attempt }))

export function createReminderStore(tx: Statements): ReminderStore {
  return {
    async schedule(about, attempt, dueAt) {
      await tx.run`
        insert into reminder as r (approval_id, attempt, due_at) values (${about}, ${attempt}::int, ${dueAt}::timestamptz)
        on conflict (approval_id) do update set attempt = excluded.attempt, due_at = excluded.due_at, planned_at = null
        where r.attempt < excluded.attempt or r.planned_at is null`
    },

    async takeDue(limit) {
      const rows = await tx.rows`
        with due as (
          select approval_id from reminder where planned_at is null and due_at <= countersign_now()
          order by due_at limit ${limit} for update skip locked)
        update reminder r set planned_at = countersign_now() from due d where r.approval_id = d.approval_id
        returning r.approval_id, r.attempt`
      return rows.map((row) => dueRow.parse(row))
    },

    async postpone(about, dueAt) {
      await tx.run`update reminder set due_at = ${dueAt}::timestamptz, planned_at = null where approval_id = ${about}`
    },
  }
}
