import { teamId } from '@countersign/shared/ids'
import { teamPolicyRequest, teamPolicyView } from '@countersign/shared/policies'
import { z } from 'zod'
import { setTeamPolicy } from '../../../use-cases/policies/set-team-policy.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const setTeamPolicyRoute = (deps: Parameters<typeof setTeamPolicy>[0]): Route =>
  defineRoute({
    path: 'teamPolicy',
    method: 'post',
    operationId: 'setTeamPolicy',
    tag: 'Policies',
    summary: "Change a team's default policy",
    description: 'For approvals whose workflow names no policy, from the next registration on.',
    access: { scope: 'settings:manage' },
    params: z.strictObject({ id: teamId }),
    body: teamPolicyRequest,
    responses: { 200: { description: 'What the team has now', schema: teamPolicyView } },
    problems: ['not-found', 'not-permitted', 'unknown-policy'],
    idempotent: true,
    handle: async (request) => {
      const { id: team } = request.params
      const { policy } = request.body
      const result = await setTeamPolicy(deps, { principal: principalOf(request), team, policy })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok({ team, policy })
    },
  })
