import { createPolicyRequest, policySaved } from '@countersign/shared/policies'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentPolicy } from '../../../present/policies/present-policy.ts'
import { savePolicy } from '../../../use-cases/policies/save-policy.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { parsePolicy } from '../../input/parse-policy.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const createPolicyRoute = (
  deps: Parameters<typeof savePolicy>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policies',
    method: 'post',
    operationId: 'createPolicy',
    tag: 'Policies',
    summary: 'Create a policy',
    description:
      'Its first version waits until a second admin confirms it; where there is none, it counts at once. As a document or as its text, YAML or JSON. Conditions are type-checked and names looked up; `warnings` name stages that nobody could pass.',
    access: { scope: 'settings:manage' },
    body: createPolicyRequest,
    responses: { 201: { description: 'The policy, with version 1', schema: policySaved } },
    problems: ['not-permitted', 'name-taken'],
    idempotent: true,
    handle: async (request) => {
      const { name, policy } = request.body
      const written = parsePolicy(deps.policyTexts, policy, '/policy')
      const result = await savePolicy(deps, { principal: principalOf(request), name, basedOn: null, written })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return created({ policy: presentPolicy(deps.policyTexts, result.policy), warnings: result.warnings.map(warning) })
    },
  })

export const warning = ({ pointer, message }: { readonly pointer: string; readonly message: string }) => ({
  pointer,
  message,
})
