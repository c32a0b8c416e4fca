import { accountNudge, accountView } from '@countersign/shared/accounts'
import { checkAccount } from '../../../use-cases/accounts/check-account.ts'
import { readAccounts } from '../../../use-cases/accounts/read-accounts.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { accountParams, presentAccount } from './present-account.ts'

export const checkAccountRoute = (
  deps: Parameters<typeof checkAccount>[0] & Parameters<typeof readAccounts>[0],
): Route =>
  defineRoute({
    path: 'accountCheck',
    method: 'post',
    operationId: 'checkAccount',
    tag: 'Accounts',
    summary: 'Try an AWS account out',
    description:
      'Assumes the role and makes harmless calls in each region; `lastCheck` says in sentences what is missing. When nothing is, what waits for the account goes on.',
    access: { scope: 'settings:manage' },
    params: accountParams,
    body: accountNudge,
    responses: { 200: { description: 'The account, with what was found', schema: accountView } },
    problems: ['not-found', 'not-permitted'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const { id: accountId } = request.params
      const result = await checkAccount(deps, { principal, accountId })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const checked = await readAccounts(deps, principal).account(accountId)
      return checked.kind === 'refused' ? problem(toProblem(checked.refusal)) : ok(presentAccount(checked.detail))
    },
  })
