import { policyView, refusePolicyRequest } from '@countersign/shared/policies'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentPolicy } from '../../../present/policies/present-policy.ts'
import { settleProposal } from '../../../use-cases/policies/settle-proposal.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { policyVersionParams } from './policy-params.ts'

export const refusePolicyRoute = (
  deps: Parameters<typeof settleProposal>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policyRefusal',
    method: 'post',
    operationId: 'refusePolicy',
    tag: 'Policies',
    summary: 'Refuse a version that waits, or withdraw one of your own',
    description: 'By an admin who is signed in. It stays in the list of versions and never counts.',
    access: { scope: 'settings:manage' },
    params: policyVersionParams,
    body: refusePolicyRequest,
    responses: { 200: { description: 'The policy, as it was', schema: policyView } },
    problems: ['not-found', 'not-permitted', 'proposal-settled'],
    idempotent: true,
    handle: async (request) => {
      const { name, version } = request.params
      const verdict = { verb: 'refuse', note: request.body.note ?? null } as const
      const result = await settleProposal(deps, { principal: principalOf(request), name, version, verdict })
      return result.kind === 'settled'
        ? ok(presentPolicy(deps.policyTexts, result.policy))
        : problem(toProblem(result.refusal))
    },
  })
