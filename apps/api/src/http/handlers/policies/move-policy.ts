import { movePolicyRequest, policyMoved } from '@countersign/shared/policies'
import { policyName } from '@countersign/shared/policy-document'
import { moveApproval } from '../../../use-cases/policies/move-approval.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { policyParams } from './policy-params.ts'

export const movePolicyRoute = (deps: Parameters<typeof moveApproval>[0]): Route =>
  defineRoute({
    path: 'policyMove',
    method: 'post',
    operationId: 'movePolicy',
    tag: 'Policies',
    summary: 'Move one open approval to another version',
    description:
      'It is planned anew, its votes are asked again, and the audit log names both versions. Who had a part in the case does not move it, and who moved it does not decide it. Nothing else ever moves an open approval.',
    access: { scope: 'settings:manage' },
    params: policyParams,
    body: movePolicyRequest,
    responses: { 200: { description: 'What it follows now', schema: policyMoved } },
    problems: ['not-found', 'not-permitted', 'version-changed', 'already-decided', 'expired', 'withdrawn'],
    idempotent: true,
    handle: async (request) => {
      const { approvalId, version = null } = request.body
      const { name } = request.params
      const result = await moveApproval(deps, { principal: principalOf(request), name, approvalId, version })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { policy, votesDropped } = result
      return ok({ approvalId, policy: { name: policyName.parse(policy.name), version: policy.version }, votesDropped })
    },
  })
