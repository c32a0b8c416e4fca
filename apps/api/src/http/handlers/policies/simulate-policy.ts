import { simulation, simulationRequest } from '@countersign/shared/policy-trials'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentSimulation } from '../../../present/policies/present-simulation.ts'
import { simulatePolicy } from '../../../use-cases/policies/simulate-policy.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { readTried } from '../../input/read-tried.ts'
import { toProblem } from '../../to-problem.ts'

export const simulatePolicyRoute = (
  deps: Parameters<typeof simulatePolicy>[0] & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policySimulation',
    method: 'post',
    operationId: 'simulatePolicy',
    tag: 'Policies',
    summary: 'Try a policy out on a case',
    description:
      'Who would have to decide, in which order, and what each vote would do and why. The functions that judge real votes judge these; nothing is written.',
    access: { scope: 'settings:manage' },
    body: simulationRequest,
    responses: { 200: { description: 'What would happen', schema: simulation } },
    problems: ['not-permitted', 'unknown-policy'],
    handle: async (request) => {
      const { policy, ...rest } = request.body
      const tried = readTried(deps.policyTexts, policy)
      const result = await simulatePolicy(deps, { principal: principalOf(request), tried, request: rest })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentSimulation(result))
    },
  })
