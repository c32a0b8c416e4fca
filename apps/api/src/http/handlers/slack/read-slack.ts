import { slackView } from '@countersign/shared/slack'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { answerSlackSetup, type SlackSetupDeps } from './answer-slack-setup.ts'

export const readSlackRoute = (deps: SlackSetupDeps): Route =>
  defineRoute({
    path: 'slack',
    method: 'get',
    operationId: 'readSlack',
    tag: 'Slack',
    summary: 'How Slack is set up',
    access: { scope: 'settings:manage' },
    responses: { 200: { description: 'Workspaces, and where each team’s approvals appear', schema: slackView } },
    problems: ['not-permitted'],
    handle: (request) => answerSlackSetup(deps, principalOf(request)),
  })
