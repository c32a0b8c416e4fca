import type { AccountId } from '@countersign/shared/accounts'
import type { Home } from '../../domain/accounts/account.ts'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { AccountDetail, AccountReader, HomeFinder } from '../../ports/accounts.ts'
import type { Page } from '../../ports/webhooks.ts'

interface Deps {
  readonly accountReader: AccountReader
  readonly home: HomeFinder
}

export type AccountsRead = { readonly kind: 'read'; readonly page: Page<AccountDetail>; readonly home: Home | null }
export type AccountRead = { readonly kind: 'read'; readonly detail: AccountDetail }

/** What admins look at. */
export function readAccounts({ accountReader, home }: Deps, principal: Principal) {
  const verdict = authorizeSetup(principal)
  return {
    async list(page: { cursor: AccountId | null; limit: number }): Promise<AccountsRead | Refused> {
      if (!verdict.allowed) return refused(verdict)
      return { kind: 'read', page: await accountReader.list(page), home: await home.find() }
    },
    async account(id: AccountId): Promise<AccountRead | Refused> {
      if (!verdict.allowed) return refused(verdict)
      const detail = await accountReader.detail(id)
      return detail ? { kind: 'read', detail } : refused({ code: 'not-found' })
    },
  }
}
