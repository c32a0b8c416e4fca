import { accountPage, accountPageQuery } from '@countersign/shared/accounts'
import { apiPath } from '@countersign/shared/paths'
import { readAccounts } from '../../../use-cases/accounts/read-accounts.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { nextPage } from '../../present/next-page.ts'
import { toProblem } from '../../to-problem.ts'
import { presentAccount } from './present-account.ts'

export const listAccountsRoute = (deps: Parameters<typeof readAccounts>[0]): Route =>
  defineRoute({
    path: 'accounts',
    method: 'get',
    operationId: 'listAccounts',
    tag: 'Accounts',
    summary: 'Whose workflows may ask here',
    description: 'By account id. The account the service runs in is served without an entry.',
    access: { scope: 'settings:manage' },
    query: accountPageQuery,
    responses: { 200: { description: 'One page', schema: accountPage } },
    problems: ['not-permitted'],
    handle: async (request) => {
      const { cursor = null, limit } = request.query
      const result = await readAccounts(deps, principalOf(request)).list({ cursor, limit })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result.page
      return ok(
        { items: items.map(presentAccount), nextCursor, home: result.home },
        nextPage(apiPath('accounts'), request.query, nextCursor),
      )
    },
  })
