import { accountChange, accountView } from '@countersign/shared/accounts'
import { changeAccount } from '../../../use-cases/accounts/change-account.ts'
import { readAccounts } from '../../../use-cases/accounts/read-accounts.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { accountParams, presentAccount } from './present-account.ts'

export const changeAccountRoute = (
  deps: Parameters<typeof changeAccount>[0] & Parameters<typeof readAccounts>[0],
): Route =>
  defineRoute({
    path: 'account',
    method: 'post',
    operationId: 'changeAccount',
    tag: 'Accounts',
    summary: 'Change, disable or enable an AWS account',
    description:
      'Members that are left out stay. A disabled account is not called: its registrations are refused and its answers wait. Saving an enabled one lets go on what waits for it.',
    access: { scope: 'settings:manage' },
    params: accountParams,
    body: accountChange,
    responses: { 200: { description: 'The account as it is now', schema: accountView } },
    problems: ['not-found', 'not-permitted'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const { id: accountId } = request.params
      const result = await changeAccount(deps, { principal, accountId, change: request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const changed = await readAccounts(deps, principal).account(accountId)
      return changed.kind === 'refused' ? problem(toProblem(changed.refusal)) : ok(presentAccount(changed.detail))
    },
  })
