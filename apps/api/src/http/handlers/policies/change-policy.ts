import { changePolicyRequest, policySaved } from '@countersign/shared/policies'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentPolicy } from '../../../present/policies/present-policy.ts'
import { savePolicy } from '../../../use-cases/policies/save-policy.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { parsePolicy } from '../../input/parse-policy.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { warning } from './create-policy.ts'
import { policyParams } from './policy-params.ts'

export const changePolicyRoute = (
  deps: Parameters<typeof savePolicy>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policy',
    method: 'post',
    operationId: 'changePolicy',
    tag: 'Policies',
    summary: "Write a policy's next version",
    description:
      'It waits until a second admin confirms it; where there is none, it counts at once. `basedOn` is the newest version you have seen: when somebody has written another meanwhile, nothing is saved. A version that was waiting is replaced. Open approvals keep the version they pin.',
    access: { scope: 'settings:manage' },
    params: policyParams,
    body: changePolicyRequest,
    responses: { 200: { description: 'The policy, with its new version', schema: policySaved } },
    problems: ['not-found', 'not-permitted', 'version-changed'],
    idempotent: true,
    handle: async (request) => {
      const { basedOn, policy } = request.body
      const written = parsePolicy(deps.policyTexts, policy, '/policy')
      const { name } = request.params
      const result = await savePolicy(deps, { principal: principalOf(request), name, basedOn, written })
      if (result.kind === 'refused') {
        const draft = toProblem(result.refusal)
        const { version } = draft
        const detail = `Version ${version} was written meanwhile. Look at it, then save with basedOn ${version}.`
        return problem(draft.code === 'version-changed' ? { ...draft, detail } : draft)
      }
      return ok({ policy: presentPolicy(deps.policyTexts, result.policy), warnings: result.warnings.map(warning) })
    },
  })
