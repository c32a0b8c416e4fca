import { confirmPolicyRequest, policyView } from '@countersign/shared/policies'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentPolicy } from '../../../present/policies/present-policy.ts'
import { settleProposal } from '../../../use-cases/policies/settle-proposal.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { policyVersionParams } from './policy-params.ts'

export const confirmPolicyRoute = (
  deps: Parameters<typeof settleProposal>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policyConfirmation',
    method: 'post',
    operationId: 'confirmPolicy',
    tag: 'Policies',
    summary: 'Confirm a version that waits',
    description:
      'By an admin who is signed in and is not behind it. `documentSha256` names what was looked at. It counts for what is registered from then on.',
    access: { scope: 'settings:manage' },
    params: policyVersionParams,
    body: confirmPolicyRequest,
    responses: { 200: { description: 'The policy, at that version', schema: policyView } },
    problems: ['not-found', 'not-permitted', 'proposal-settled', 'version-changed'],
    idempotent: true,
    handle: async (request) => {
      const { name, version } = request.params
      const verdict = { verb: 'confirm', documentSha256: request.body.documentSha256 } as const
      const result = await settleProposal(deps, { principal: principalOf(request), name, version, verdict })
      if (result.kind === 'settled') return ok(presentPolicy(deps.policyTexts, result.policy))
      const draft = toProblem(result.refusal)
      const detail = `This is not the text of version ${version}. Read it again, then confirm its documentSha256.`
      return problem(draft.code === 'version-changed' ? { ...draft, detail } : draft)
    },
  })
