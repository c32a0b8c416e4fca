import { approvalId, callbackId, decisionId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { AccountStore } from '../../../ports/accounts.ts'
import { columnsOf, type Statements, toJson } from '../statements.ts'
import { ACCOUNT_COLUMNS, toAccount } from './account-row.ts'

const resumedRow = z.object({ id: callbackId, approval_id: approvalId, decision_id: decisionId })

export function createAccountStore(tx: Statements): AccountStore {
  return {
    async find(id) {
      const [row] = await tx.rows`select ${ACCOUNT_COLUMNS} from aws_account a where a.id = ${id}`
      return row === undefined ? undefined : toAccount(row)
    },

    async lock(id) {
      const [row] = await tx.rows`select ${ACCOUNT_COLUMNS} from aws_account a where a.id = ${id} for update`
      return row === undefined ? undefined : toAccount(row)
    },

    async insert(account) {
      const row = {
        id: account.id,
        label: account.label,
        role_arn: account.roleArn,
        external_id: account.externalId,
        regions: [...account.regions],
        send_task_rate: account.sendTaskRate,
        revision: account.revision,
        created_at: account.createdAt,
        updated_at: account.updatedAt,
      }
      return (await tx.run`insert into aws_account ${columnsOf(row)} on conflict (id) do nothing`) === 1
    },

    async update(account) {
      await tx.run`
        update aws_account set label = ${account.label}, role_arn = ${account.roleArn},
          regions = ${[...account.regions]}, send_task_rate = ${account.sendTaskRate},
          disabled_at = ${account.disabledAt}, updated_at = ${account.updatedAt}, revision = revision + 1
        where id = ${account.id}`
    },

    async recordCheck(id, { at, passed, findings }) {
      await tx.run`
        update aws_account set check_at = ${at}, check_passed = ${passed}, check_findings = ${toJson(findings)}::jsonb,
          revision = revision + ${passed ? 1 : 0}::int
        where id = ${id}`
    },

    async resumeParked(id, regions) {
      const rows = await tx.rows`
        with resumed as (
          update callback set status = 'queued', due_at = countersign_now(), blocked_account = null
          where status = 'parked' and blocked_account = ${id}
            and (${regions ? [...regions] : null}::text[] is null or split_part(execution_arn, ':', 4) = any(${regions ? [...regions] : null}::text[]))
          returning id, approval_id, decision_id
        ), told as (select pg_notify('countersign_callbacks', '') where exists (select from resumed))
        select r.* from resumed r left join told on true`
      return rows.map((row) => {
        const { id: callback, approval_id, decision_id } = resumedRow.parse(row)
        return { callbackId: callback, approvalId: approval_id, decisionId: decision_id }
      })
    },
  }
}
