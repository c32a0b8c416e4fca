import { approvalId, attemptId } from '@countersign/shared/ids'
import { APPROVAL_STATUSES, CLOSE_REASONS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { ApprovalStore } from '../../ports/unit-of-work.ts'
import { exclusion } from './approval-row.ts'
import type { Statements } from './statements.ts'

/** So many candidates are ambiguous whatever they are (I6), so the rest need not be read. */
const MAX_CANDIDATES = 100

const order = z.object({ redriveCount: z.int(), retryCount: z.int() })
const lineageRow = z.object({
  id: approvalId,
  status: z.enum(APPROVAL_STATUSES),
  close_reason: z.enum(CLOSE_REASONS).nullable(),
  entered_time: z.string().nullable(),
  follows: approvalId.nullable(),
  current: order.extend({ id: attemptId }),
  orders: z.tuple([order], order),
})

const partsRow = z.object({
  entered_time: z.string().nullable(),
  redrive_count: z.int(),
  retry_count: z.int(),
  exclusions: z.array(exclusion),
})
const laterRow = z.object({ id: approvalId, attempt_id: attemptId })

/** What was asked before in the same execution and state. */
export function createLineage(tx: Statements): Pick<ApprovalStore, 'findByGroup' | 'partsBefore' | 'laterOf' | 'link'> {
  return {
    async findByGroup({ executionArn, stateName, itemKey }) {
      const rows = await tx.rows`
        select a.id, a.status, a.close_reason, a.entered_time, a.follows,
          jsonb_build_object('id', c.id, 'redriveCount', c.redrive_count, 'retryCount', c.retry_count) as current,
          (select jsonb_agg(jsonb_build_object('redriveCount', t.redrive_count, 'retryCount', t.retry_count)
             order by t.redrive_count desc, t.retry_count desc) from attempt t where t.approval_id = a.id) as orders
        from approval a join attempt c on c.approval_id = a.id and c.number = a.attempt_number
        where a.execution_arn = ${executionArn} and a.state_name = ${stateName}
          and a.item_key is not distinct from ${itemKey}
        order by a.created_at desc limit ${MAX_CANDIDATES}`
      return rows.map((raw) => {
        const {
          id,
          status,
          close_reason: closeReason,
          entered_time: enteredTime,
          follows,
          current,
          orders,
        } = lineageRow.parse(raw)
        const { id: currentId, ...currentOrder } = current
        const facts = { id, status, closeReason, enteredTime, follows }
        return { ...facts, current: currentId, currentOrder, newest: orders[0], orders }
      })
    },

    async partsBefore({ executionArn, stateName, itemKey }) {
      const rows = await tx.rows`
        select distinct a.entered_time, t.redrive_count, t.retry_count, a.exclusions
        from approval a join attempt t on t.approval_id = a.id
        where a.execution_arn = ${executionArn} and a.state_name = ${stateName} and a.exclusions <> '[]'
          and (a.item_key is null or ${itemKey}::text is null or a.item_key = ${itemKey})`
      return rows.map((raw) => {
        const { entered_time: enteredTime, redrive_count, retry_count, exclusions } = partsRow.parse(raw)
        return { enteredTime, order: { redriveCount: redrive_count, retryCount: retry_count }, exclusions }
      })
    },

    async laterOf(id) {
      const rows = await tx.rows`
        select b.id, t.id as attempt_id
        from approval a join attempt c on c.approval_id = a.id and c.number = a.attempt_number
          join approval b on b.execution_arn = a.execution_arn and b.state_name = a.state_name
            and b.item_key is not distinct from a.item_key and b.id <> a.id
          join attempt t on t.approval_id = b.id and t.number = 1
        where a.id = ${id} and b.follows is null and b.status = 'pending'
          and (t.redrive_count, t.retry_count) > (c.redrive_count, c.retry_count)
          and not exists (select from approval f where f.execution_arn = a.execution_arn
            and f.state_name = a.state_name and f.follows = a.id)
        order by b.created_at limit ${MAX_CANDIDATES}`
      return rows.map((raw) => {
        const { id: approvalId, attempt_id: attemptId } = laterRow.parse(raw)
        return { approvalId, attemptId }
      })
    },

    async link(id, follows) {
      return (await tx.run`update approval set follows = ${follows} where id = ${id} and follows is null`) === 1
    },
  }
}
