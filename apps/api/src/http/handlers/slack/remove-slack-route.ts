import { slackRouteRemoval, slackView } from '@countersign/shared/slack'
import { removeSlackRoute } from '../../../use-cases/slack/remove-slack-route.ts'
import { problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { answerSlackSetup, type SlackSetupDeps } from './answer-slack-setup.ts'

export const removeSlackRouteRoute = (deps: SlackSetupDeps): Route =>
  defineRoute({
    path: 'slackRouteRemoval',
    method: 'post',
    operationId: 'removeSlackRoute',
    tag: 'Slack',
    summary: 'Stop showing a team’s approvals in a workspace',
    access: { scope: 'settings:manage' },
    body: slackRouteRemoval,
    responses: { 200: { description: 'Removed', schema: slackView } },
    problems: ['not-permitted'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const result = await removeSlackRoute(deps, { principal, ...request.body })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : answerSlackSetup(deps, principal)
    },
  })
