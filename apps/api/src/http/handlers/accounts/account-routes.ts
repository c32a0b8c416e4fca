import type { Route } from '../../define-route.ts'
import { changeAccountRoute } from './change-account.ts'
import { checkAccountRoute } from './check-account.ts'
import { createAccountRoute } from './create-account.ts'
import { listAccountsRoute } from './list-accounts.ts'
import { readAccountRoute } from './read-account.ts'

export type AccountRoutesDeps = Parameters<typeof createAccountRoute>[0] & Parameters<typeof checkAccountRoute>[0]

export const accountRoutes = (deps: AccountRoutesDeps): readonly Route[] => [
  listAccountsRoute(deps),
  createAccountRoute(deps),
  readAccountRoute(deps),
  changeAccountRoute(deps),
  checkAccountRoute(deps),
]
