import { slackReturn, slackView } from '@countersign/shared/slack'
import type { InstallDeps } from '../../../use-cases/slack/begin-slack-install.ts'
import { completeSlackInstall } from '../../../use-cases/slack/complete-slack-install.ts'
import { problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { sessionOf } from '../../input/session-of.ts'
import { toProblem } from '../../to-problem.ts'
import { answerSlackSetup, type SlackSetupDeps } from './answer-slack-setup.ts'

export const completeSlackInstallRoute = (deps: InstallDeps & SlackSetupDeps): Route =>
  defineRoute({
    path: 'slackInstalled',
    method: 'post',
    operationId: 'completeSlackInstall',
    tag: 'Slack',
    summary: 'Finish adding a workspace',
    access: 'session',
    body: slackReturn,
    responses: { 200: { description: 'Installed', schema: slackView } },
    problems: ['not-permitted', 'not-configured', 'channel-refused', 'unavailable'],
    idempotent: true,
    handle: async (request) => {
      const { principal, sessionId } = sessionOf(request)
      const result = await completeSlackInstall(deps, { principal, sessionId, ...request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return answerSlackSetup(deps, principal)
    },
  })
