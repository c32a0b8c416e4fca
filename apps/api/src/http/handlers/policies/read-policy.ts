import { policyView } from '@countersign/shared/policies'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentPolicy } from '../../../present/policies/present-policy.ts'
import { readPolicies } from '../../../use-cases/policies/read-policies.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { policyParams } from './policy-params.ts'

export const readPolicyRoute = (
  deps: Parameters<typeof readPolicies>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policy',
    method: 'get',
    operationId: 'readPolicy',
    tag: 'Policies',
    summary: 'A policy, its current version, what waits, and the list of all',
    access: { scope: 'approvals:read' },
    params: policyParams,
    responses: { 200: { description: 'The policy', schema: policyView } },
    problems: ['not-found'],
    handle: async (request) => {
      const result = await readPolicies(deps).policy(principalOf(request), request.params.name)
      return result.kind === 'refused'
        ? problem(toProblem(result.refusal))
        : ok(presentPolicy(deps.policyTexts, result.policy))
    },
  })
