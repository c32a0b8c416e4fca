import type { Account, Home } from '../../domain/accounts/account.ts'
import { type Refused, refused } from '../../domain/refusal.ts'

/** Tokens are answered by principals of their own account only, so any other role could not do it. */
export function checkRole({ id, roleArn }: Pick<Account, 'id' | 'roleArn'>, home: Home | null): Refused | undefined {
  if (roleArn !== null)
    return roleArn.split(':')[4] === id
      ? undefined
      : wrongRole(`must be a role of the account ${id} itself: Step Functions takes answers from no other`)
  return home === null || home.id === id
    ? undefined
    : wrongRole(`is needed: without a role only the service's own account ${home.id} is reached`)
}

const wrongRole = (message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer: '/roleArn', message }] })
