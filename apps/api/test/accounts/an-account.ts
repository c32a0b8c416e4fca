import { accountId } from '@countersign/shared/accounts'
import type { Account } from '../../src/domain/accounts/account.ts'

/** An account with a role, as an admin would have added it. */
export const anAccount = (id: string, overrides: Partial<Account> = {}): Account => ({
  id: accountId.parse(id),
  label: `Account ${id.slice(0, 3)}`,
  roleArn: `arn:aws:iam::${id}:role/countersign`,
  externalId: `countersign-${id}`,
  regions: [],
  sendTaskRate: null,
  revision: 1,
  check: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  disabledAt: null,
  ...overrides,
})
