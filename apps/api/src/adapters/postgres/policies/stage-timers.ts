import { approvalId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { StageTimerStore } from '../../../ports/stage-timers.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

const timerRow = z
  .object({ kind: z.enum(['escalate', 'remind']), number: z.int(), due_at: instant })
  .transform(({ due_at: dueAt, ...row }) => ({ ...row, dueAt }))
const idRow = z.object({ id: approvalId })

export function createStageTimerStore(tx: Statements): StageTimerStore {
  return {
    async plan({ approvalId: about, attempt, stage }, timers) {
      for (const { kind, number, dueAt } of timers)
        await tx.run`
          insert into stage_timer (approval_id, attempt_number, stage, kind, number, due_at)
          values (${about}, ${attempt}::int, ${stage}, ${kind}, ${number}::int, ${dueAt}::timestamptz)
          on conflict do nothing`
    },

    async open({ approvalId: about, attempt, stage }) {
      const rows = await tx.rows`
        select kind, number, due_at from stage_timer
        where approval_id = ${about} and attempt_number = ${attempt}::int and stage = ${stage} and done_at is null
        order by due_at, kind, number`
      return rows.map((row) => timerRow.parse(row))
    },

    async settle({ approvalId: about, attempt, stage }, timers, at) {
      for (const { kind, number } of timers)
        await tx.run`
          update stage_timer set done_at = ${at}::timestamptz
          where approval_id = ${about} and attempt_number = ${attempt}::int and stage = ${stage} and kind = ${kind}
            and number = ${number}::int and done_at is null`
    },

    async awaitingEscalation(after, limit) {
      const rows = await tx.rows`
        select a.id from stage_timer s
        join approval a on a.id = s.approval_id and a.attempt_number = s.attempt_number and a.standing->>'stage' = s.stage
        where s.kind = 'escalate' and s.done_at is null and a.status = 'pending' and a.id > ${after}
        order by a.id limit ${limit}`
      return rows.map((row) => idRow.parse(row).id)
    },
  }
}
