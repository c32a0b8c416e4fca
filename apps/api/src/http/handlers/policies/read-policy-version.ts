import { policyVersionView } from '@countersign/shared/policies'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentPolicyVersion } from '../../../present/policies/present-policy.ts'
import { readPolicies } from '../../../use-cases/policies/read-policies.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { toProblem } from '../../to-problem.ts'
import { policyVersionParams } from './policy-params.ts'

export const readPolicyVersionRoute = (
  deps: Parameters<typeof readPolicies>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policyVersion',
    method: 'get',
    operationId: 'readPolicyVersion',
    tag: 'Policies',
    summary: 'One version of a policy, as it was written',
    access: { scope: 'approvals:read' },
    params: policyVersionParams,
    responses: { 200: { description: 'The version', schema: policyVersionView } },
    problems: ['not-found'],
    handle: async ({ params: { name, version } }) => {
      const result = await readPolicies(deps).version(name, version)
      return result.kind === 'refused'
        ? problem(toProblem(result.refusal))
        : ok(presentPolicyVersion(deps.policyTexts, name, result.version))
    },
  })
