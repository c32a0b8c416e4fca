import { attemptId } from '@countersign/shared/ids'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { AccountDetail, AccountReader } from '../../../ports/accounts.ts'
import { Prisma } from '../generated/client.ts'
import { createStatements } from '../statements.ts'
import { ACCOUNT_COLUMNS, toAccount } from './account-row.ts'

const rateRow = z.object({ id: z.string(), send_task_rate: z.int() })
const parkedRow = z.object({
  region: z.string(),
  attempt_id: attemptId,
  execution_arn: z.string(),
  deadline_in_ms: z.number().nullable(),
})

const DETAIL_COLUMNS = Prisma.sql`${ACCOUNT_COLUMNS},
  (select count(*)::int from callback c where c.status = 'parked' and c.blocked_account = a.id) as parked`

export function createPostgresAccountReader(pool: Pool): AccountReader {
  const statements = createStatements(pool)
  return {
    async find(id) {
      const [row] = await statements.rows`select ${ACCOUNT_COLUMNS} from aws_account a where a.id = ${id}`
      return row === undefined ? undefined : toAccount(row)
    },

    async detail(id) {
      const [row] = await statements.rows`select ${DETAIL_COLUMNS} from aws_account a where a.id = ${id}`
      return row === undefined ? undefined : toDetail(row)
    },

    async list({ cursor, limit }) {
      const rows = await statements.rows`
        select ${DETAIL_COLUMNS} from aws_account a where a.id > ${cursor ?? ''} order by a.id limit ${limit + 1}`
      const items = rows.slice(0, limit).map(toDetail)
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.account.id ?? null) : null }
    },

    async rates() {
      const rows = await statements.rows`select id, send_task_rate from aws_account where send_task_rate is not null`
      return new Map(
        rows.map((row) => {
          const { id, send_task_rate } = rateRow.parse(row)
          return [id, send_task_rate]
        }),
      )
    },

    async parkedIn(id) {
      const rows = await statements.rows`
        select distinct on (1) split_part(c.execution_arn, ':', 4) as region, c.attempt_id, c.execution_arn,
          (extract(epoch from p.deadline_at - countersign_now()) * 1000)::float8 as deadline_in_ms
        from callback c join approval p on p.id = c.approval_id
        where c.status = 'parked' and c.blocked_account = ${id}
        order by 1, p.deadline_at asc nulls last, c.created_at`
      return rows.map((row) => {
        const { region, attempt_id, execution_arn, deadline_in_ms } = parkedRow.parse(row)
        return { region, attemptId: attempt_id, executionArn: execution_arn, deadlineInMs: deadline_in_ms }
      })
    },
  }
}

const toDetail = (raw: unknown): AccountDetail => ({
  account: toAccount(raw),
  parked: z.object({ parked: z.int() }).parse(raw).parked,
})
