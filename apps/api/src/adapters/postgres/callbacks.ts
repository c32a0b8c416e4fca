import { isCallbackOpen } from '@countersign/shared/statuses'
import type { CallbackStore } from '../../ports/unit-of-work.ts'
import type { Statements } from './statements.ts'
import { columnsOf } from './statements.ts'

export function createCallbackStore(tx: Statements): CallbackStore {
  return {
    async insert({ body, ...callback }) {
      const row = {
        id: callback.id,
        decision_id: callback.decisionId,
        approval_id: callback.approvalId,
        attempt_id: callback.attemptId,
        execution_arn: callback.executionArn,
        status: callback.status,
        ...body,
        due_at: callback.dueAt,
        created_at: callback.createdAt,
      }
      // Heard by the workers on commit: one that is due goes out at once, a held one sets their timer.
      await tx.run`insert into callback ${columnsOf(row)} returning pg_notify('countersign_callbacks', '')`
    },

    async change(id, from, to, at, detail) {
      const finishedAt = isCallbackOpen(to) ? null : at
      const moved = await tx.run`
        update callback set status = ${to}, finished_at = coalesce(${finishedAt}, finished_at),
          detail = coalesce(${detail ?? null}, detail)
        where id = ${id} and status = ${from}`
      return moved === 1
    },
  }
}
