import { accountFinding, accountId } from '@countersign/shared/accounts'
import { z } from 'zod'
import type { Account } from '../../../domain/accounts/account.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'

const accountRow = z.object({
  id: accountId,
  label: z.string(),
  role_arn: z.string().nullable(),
  external_id: z.string(),
  regions: z.array(z.string()),
  send_task_rate: z.int().nullable(),
  revision: z.int(),
  check_at: instant.nullable(),
  check_passed: z.boolean().nullable(),
  check_findings: z.array(accountFinding).nullable(),
  created_at: instant,
  updated_at: instant,
  disabled_at: instant.nullable(),
})

export const ACCOUNT_COLUMNS = Prisma.sql`a.id, a.label, a.role_arn, a.external_id, a.regions, a.send_task_rate,
  a.revision, a.check_at, a.check_passed, a.check_findings, a.created_at, a.updated_at, a.disabled_at`

export function toAccount(raw: unknown): Account {
  const row = accountRow.parse(raw)
  return {
    id: row.id,
    label: row.label,
    roleArn: row.role_arn,
    externalId: row.external_id,
    regions: row.regions,
    sendTaskRate: row.send_task_rate,
    revision: row.revision,
    check: row.check_at && {
      at: row.check_at,
      passed: row.check_passed === true,
      findings: row.check_findings ?? [],
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    disabledAt: row.disabled_at,
  }
}
