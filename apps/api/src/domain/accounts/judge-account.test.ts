import { accountId } from '@countersign/shared/accounts'
import { describe, expect, it } from 'vitest'
import type { Account } from './account.ts'
import { judgeAccount } from './judge-account.ts'

const home = { id: accountId.parse('999999999999'), principalArn: null }
const known: Account = {
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
const place = { account: known.id, region: 'eu-west-1' }

describe('an execution', () => {
  it('of an account that is set up is reached with its role', () => {
    expect(judgeAccount(place, known, home)).toEqual({ kind: 'role', account: known, roleArn: known.roleArn })
  })
  it('of the own account is reached without an entry, and by one as the entry says', () => {
    const own = { account: home.id, region: 'eu-west-1' }
    expect(judgeAccount(own, undefined, home)).toEqual({ kind: 'own' })
    expect(judgeAccount(own, { ...known, id: home.id, roleArn: null }, home)).toEqual({ kind: 'own' })
    expect(judgeAccount(own, { ...known, id: home.id, disabledAt: new Date(0) }, home).kind).toBe('closed')
  })
  it('of any other account is refused with the account and the page', () => {
    expect(judgeAccount({ ...place, account: '222222222222' }, undefined, home)).toEqual({
      kind: 'closed',
      code: 'unknown-account',
      sentence:
        'The AWS account 222222222222 is not set up here. Ask an admin of Countersign to add it, with a role to assume, on the page Accounts (/accounts).',
    })
  })
  it('is tried where the own account is not known and there is nothing to compare with', () => {
    expect(judgeAccount({ ...place, account: '222222222222' }, undefined, null)).toEqual({ kind: 'own' })
  })
  it('of a region that is not allowed, or of a disabled account, is refused also where the own account is not known', () => {
    expect(judgeAccount(place, { ...known, regions: ['us-east-1', 'us-west-2'] }, null)).toEqual({
      kind: 'closed',
      code: 'region-not-allowed',
      sentence:
        'The AWS account 111111111111 (Payments) is set up for us-east-1, us-west-2 and not for eu-west-1. Ask an admin of Countersign to add the region on the page Accounts (/accounts).',
    })
    expect(judgeAccount(place, { ...known, disabledAt: new Date(0) }, null)).toEqual({
      kind: 'closed',
      code: 'unknown-account',
      sentence:
        'The AWS account 111111111111 (Payments) is disabled here. Ask an admin of Countersign to enable it on the page Accounts (/accounts).',
    })
  })
  it('of a region that is allowed is reached', () => {
    const account = { ...known, regions: ['us-east-1', 'eu-west-1'] }
    expect(judgeAccount(place, account, home)).toMatchObject({ kind: 'role', account })
  })
})
