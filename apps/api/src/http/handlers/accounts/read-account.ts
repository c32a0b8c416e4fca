import { accountView } from '@countersign/shared/accounts'
import { readAccounts } from '../../../use-cases/accounts/read-accounts.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { accountParams, presentAccount } from './present-account.ts'

export const readAccountRoute = (deps: Parameters<typeof readAccounts>[0]): Route =>
  defineRoute({
    path: 'account',
    method: 'get',
    operationId: 'readAccount',
    tag: 'Accounts',
    summary: 'One AWS account',
    access: { scope: 'settings:manage' },
    params: accountParams,
    responses: { 200: { description: 'The account', schema: accountView } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const result = await readAccounts(deps, principalOf(request)).account(request.params.id)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentAccount(result.detail))
    },
  })
