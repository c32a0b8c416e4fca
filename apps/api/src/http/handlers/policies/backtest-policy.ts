import { backtest, backtestRequest } from '@countersign/shared/policy-trials'
import type { PolicyTexts } from '../../../ports/policies.ts'
import { presentBacktest } from '../../../present/policies/present-backtest.ts'
import { sayRefusal } from '../../../present/policies/present-simulation.ts'
import { backtestPolicy } from '../../../use-cases/policies/backtest-policy.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { readTried } from '../../input/read-tried.ts'
import { toProblem } from '../../to-problem.ts'

export const backtestPolicyRoute = (
  deps: Omit<Parameters<typeof backtestPolicy>[0], 'sayRefusal'> & { readonly policyTexts: PolicyTexts },
): Route =>
  defineRoute({
    path: 'policyBacktest',
    method: 'post',
    operationId: 'backtestPolicy',
    tag: 'Policies',
    summary: 'Try a policy out on what was decided',
    description:
      'What the votes of the last days would have decided under it: the same, something else, nothing, or a rule before anybody voted. Nothing is written.',
    access: { scope: 'settings:manage' },
    body: backtestRequest,
    responses: { 200: { description: 'What would have been', schema: backtest } },
    problems: ['not-permitted', 'unknown-policy'],
    handle: async (request) => {
      const { policy, over } = request.body
      const tried = readTried(deps.policyTexts, policy)
      const result = await backtestPolicy({ ...deps, sayRefusal }, { principal: principalOf(request), tried, over })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentBacktest(result))
    },
  })
