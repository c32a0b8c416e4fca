import { type AccountView, accountId } from '@countersign/shared/accounts'
import { z } from 'zod'
import type { AccountDetail } from '../../../ports/accounts.ts'
import { presentInstant } from '../../../present/present-summary.ts'

/** The `{id}` of every address below one account. */
export const accountParams = z.strictObject({ id: accountId })

export const presentAccount = ({ account, parked }: AccountDetail): AccountView => ({
  id: account.id,
  label: account.label,
  roleArn: account.roleArn,
  externalId: account.externalId,
  regions: [...account.regions],
  sendTaskRate: account.sendTaskRate,
  parked,
  lastCheck: account.check && {
    at: account.check.at.toISOString(),
    passed: account.check.passed,
    findings: [...account.check.findings],
  },
  createdAt: account.createdAt.toISOString(),
  updatedAt: account.updatedAt.toISOString(),
  disabledAt: presentInstant(account.disabledAt),
})
