import { slackRouteRequest, slackView } from '@countersign/shared/slack'
import { saveSlackRoute } from '../../../use-cases/slack/save-slack-route.ts'
import { problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { answerSlackSetup, type SlackSetupDeps } from './answer-slack-setup.ts'

export const saveSlackRouteRoute = (deps: Parameters<typeof saveSlackRoute>[0] & SlackSetupDeps): Route =>
  defineRoute({
    path: 'slackRoutes',
    method: 'post',
    operationId: 'saveSlackRoute',
    tag: 'Slack',
    summary: 'Choose the channel where a team’s approvals appear',
    description: 'One channel a team and workspace. The app has to be in it: invite it there first.',
    access: { scope: 'settings:manage' },
    body: slackRouteRequest,
    responses: { 200: { description: 'Saved', schema: slackView } },
    problems: ['not-permitted', 'not-configured', 'unknown-team', 'channel-refused', 'unavailable'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const result = await saveSlackRoute(deps, { principal, ...request.body })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : answerSlackSetup(deps, principal)
    },
  })
