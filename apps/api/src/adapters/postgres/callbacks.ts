import { isCallbackOpen } from '@countersign/shared/statuses'
import type { CallbackStore } from '../../ports/unit-of-work.ts'
import type { Statements } from './statements.ts'

export function createCallbackStore(tx: Statements): CallbackStore {
  return {
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
