import { approvalId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { ReceivedMessage, ReceivedMessageStore } from '../../../ports/integrations.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

/** A message whose handling died is free again after this long. */
const ABANDONED_AFTER = '1 minute'
/** Beats are many, and their answers are of no use once their timestamps are too old. */
const BEATS_KEPT_FOR = '1 day'

const messageRow = z
  .object({
    source: z.string(),
    message_id: z.string(),
    body_hash: z.instanceof(Buffer),
    approval_id: approvalId.nullable(),
    result: z.string(),
    status: z.int(),
    response: z.string(),
    received_at: instant,
  })
  .transform(
    ({ message_id, body_hash, approval_id, received_at, ...row }): ReceivedMessage => ({
      ...row,
      messageId: message_id,
      bodyHash: body_hash,
      approvalId: approval_id,
      receivedAt: received_at,
    }),
  )

export function createReceivedMessageStore(tx: Statements): ReceivedMessageStore {
  return {
    // The statuses whose answers are final stand here and in domain/integrations/is-final.ts.
    async claim({ source, messageId, bodyHash, approvalId: approval, at }) {
      const claimed = await tx.run`
        insert into received_message as m (source, message_id, body_hash, approval_id, result, status, response, received_at)
        values (${source}, ${messageId}, ${bodyHash}, ${approval}, 'in-flight', 102, '', ${at})
        on conflict (source, message_id) do update
          set body_hash = excluded.body_hash, approval_id = excluded.approval_id, result = excluded.result,
            status = excluded.status, response = excluded.response, received_at = excluded.received_at
          where (m.status = 102 and m.received_at < excluded.received_at - ${ABANDONED_AFTER}::interval)
            or (m.status <> 102 and m.status not between 200 and 299 and m.status not in (403, 409, 410))`
      if (claimed === 1) return { kind: 'claimed' }
      const message = await this.find({ source, messageId })
      // Nothing else deletes messages that are this young.
      if (!message) throw new Error('a received message vanished between two statements')
      return { kind: 'known', message }
    },

    async finish({ source, messageId }, { result, status, response }) {
      await tx.run`
        update received_message set result = ${result}, status = ${status}, response = ${response}
        where source = ${source} and message_id = ${messageId}`
    },

    async find({ source, messageId }) {
      const [row] = await tx.rows`
        select * from received_message where source = ${source} and message_id = ${messageId}`
      return row === undefined ? undefined : messageRow.parse(row)
    },

    async list(source, after, limit) {
      const rows = await tx.rows`
        select * from received_message
        where source = ${source} and (${after === null}::boolean
          or (received_at, message_id) < (${after?.receivedAt ?? null}::timestamptz, ${after?.messageId ?? null}::text))
        order by received_at desc, message_id desc limit ${limit}`
      return rows.map((row) => messageRow.parse(row))
    },

    async prune(days) {
      return tx.run`
        delete from received_message
        where received_at < countersign_now() - make_interval(days => ${days}::int)
          or (result = 'heartbeat' and received_at < countersign_now() - ${BEATS_KEPT_FOR}::interval)`
    },
  }
}
