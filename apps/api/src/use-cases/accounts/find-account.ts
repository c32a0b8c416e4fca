import type { AccountId } from '@countersign/shared/accounts'
import type { Account } from '../../domain/accounts/account.ts'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

/** For a change: locked, and only for who may set up accounts at this moment (I8). */
export async function findAccount(
  { directory, accounts }: Pick<Stores, 'directory' | 'accounts'>,
  asking: Principal,
  id: AccountId,
): Promise<{ readonly kind: 'found'; readonly account: Account; readonly principal: Principal } | Refused> {
  const principal = await refreshPrincipal(directory, asking)
  const verdict = authorizeSetup(principal)
  if (!verdict.allowed) return refused(verdict)
  const account = await accounts.lock(id)
  return account ? { kind: 'found', account, principal } : refused({ code: 'not-found' })
}
