import { z } from 'zod'
import type { Settlement } from '../../domain/callback-transition.ts'
import type { DeliveryStore } from '../../ports/callback-queue.ts'
import type { Statements } from './statements.ts'

const ENDED = new Set<Settlement['to']>(['confirmed', 'closed_elsewhere', 'too_late'])
/** Results of a call that reached, or may have reached, Step Functions. */
const SENT = new Set<Settlement['result']>(['accepted', 'gone', 'unknown'])

const settledRow = z.object({ at: z.date() })

export function createDeliveryStore(tx: Statements): DeliveryStore {
  return {
    async settle(lease, settlement) {
      const { to, result, detail, requestId } = settlement
      const dueInMs = 'dueInMs' in settlement ? settlement.dueInMs : 0
      const blockedAccount = 'blockedAccount' in settlement ? settlement.blockedAccount : null
      const event = 'event' in settlement ? settlement.event : null
      // I3: only the newest fence records; a late worker must not overwrite what a newer lease found out.
      const [row] = await tx.rows`
        with settled as (
          update callback set status = ${to}, lease_owner = null, lease_until = null, detail = ${detail},
            blocked_account = ${blockedAccount ?? null},
            due_at = countersign_now() + ${dueInMs}::float8 * interval '1 millisecond',
            sent_at = coalesce(sent_at, case when ${SENT.has(result)} then countersign_now() end),
            finished_at = case when ${ENDED.has(to)} then countersign_now() end,
            history_event_id = ${event?.id ?? null}::bigint, history_event_type = ${event?.type ?? null},
            history_event_at = ${event?.at ?? null}::timestamptz
          where id = ${lease.callbackId} and fence = ${lease.fence} and status = 'sending'
          returning id, attempt_id
        ), closed as (
          update attempt set status = 'closed', closed_at = date_trunc('milliseconds', countersign_now())
          where id = (select attempt_id from settled) and status = 'live' and ${'event' in settlement})
        update callback_attempt set finished_at = countersign_now(), result = ${result}, detail = ${detail},
          request_id = ${requestId}
        where callback_id = (select id from settled) and number = ${lease.attemptNumber}
        returning date_trunc('milliseconds', countersign_now()) as at`
      return row === undefined ? undefined : settledRow.parse(row).at
    },

    async attachEvidence(id, event) {
      const attached = await tx.run`
        update callback set history_event_id = ${event.id}::bigint, history_event_type = ${event.type},
          history_event_at = ${event.at}::timestamptz
        where id = ${id} and status = 'confirmed' and history_event_id is null`
      return attached === 1
    },
  }
}
