import { accountRequest, accountView } from '@countersign/shared/accounts'
import { createAccount } from '../../../use-cases/accounts/create-account.ts'
import { readAccounts } from '../../../use-cases/accounts/read-accounts.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentAccount } from './present-account.ts'

export const createAccountRoute = (
  deps: Parameters<typeof createAccount>[0] & Parameters<typeof readAccounts>[0],
): Route =>
  defineRoute({
    path: 'accounts',
    method: 'post',
    operationId: 'createAccount',
    tag: 'Accounts',
    summary: 'Serve the workflows of another AWS account',
    description:
      "The answer has the external id that the role's trust policy has to ask for. Create the role with it, then check the account.",
    access: { scope: 'settings:manage' },
    body: accountRequest,
    responses: { 201: { description: 'The account', schema: accountView } },
    problems: ['not-permitted', 'name-taken'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const result = await createAccount(deps, { principal, request: request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const made = await readAccounts(deps, principal).account(request.body.id)
      return made.kind === 'refused' ? problem(toProblem(made.refusal)) : created(presentAccount(made.detail))
    },
  })
