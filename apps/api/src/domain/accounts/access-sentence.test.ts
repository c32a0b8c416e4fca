import { accountId } from '@countersign/shared/accounts'
import { expect, it } from 'vitest'
import { assumeRefusedSentence, callRefusedSentence } from './access-sentence.ts'
import type { Account } from './account.ts'

const account: Account = {
  id: accountId.parse('111111111111'),
  label: 'Payments',
  roleArn: 'arn:aws:iam::111111111111:role/countersign',
  externalId: 'countersign-x',
  regions: [],
  sendTaskRate: null,
  revision: 1,
  check: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  disabledAt: null,
}

it('says which account does not let us in, by which role, and what repairs it', () => {
  expect(assumeRefusedSentence(account, 'AccessDenied')).toBe(
    'The AWS account 111111111111 (Payments) does not let Countersign assume arn:aws:iam::111111111111:role/countersign (AccessDenied). Restore the role, its trust in us with our external id, and our own right to assume it. The page Accounts (/accounts) shows the policies it needs and checks them; what waits goes out by itself.',
  )
})

it('says which call is not allowed where, to the role or to our own credentials, and what repairs it', () => {
  const call = { action: 'states:SendTaskSuccess', region: 'eu-west-1', error: 'AccessDeniedException' }
  expect(callRefusedSentence(account, call)).toBe(
    'In the AWS account 111111111111, arn:aws:iam::111111111111:role/countersign may not call states:SendTaskSuccess in eu-west-1 (AccessDeniedException). Allow it in the permission policy. The page Accounts (/accounts) shows the policies it needs and checks them; what waits goes out by itself.',
  )
  expect(callRefusedSentence({ id: account.id, roleArn: null }, call)).toMatch(
    /^In the AWS account 111111111111, the service's own credentials may not call states:SendTaskSuccess in eu-west-1 /,
  )
})
