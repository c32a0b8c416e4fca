import { slackDeparture } from '@countersign/shared/slack'
import { z } from 'zod'
import { beginSlackInstall, type InstallDeps } from '../../../use-cases/slack/begin-slack-install.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { sessionOf } from '../../input/session-of.ts'
import { toProblem } from '../../to-problem.ts'

export const beginSlackInstallRoute = (deps: InstallDeps): Route =>
  defineRoute({
    path: 'slackInstall',
    method: 'post',
    operationId: 'beginSlackInstall',
    tag: 'Slack',
    summary: 'Add a Slack workspace',
    description:
      'Answers where to send the browser. Slack sends it back to our page with `code` and `state`, which that page posts within ten minutes.',
    access: 'session',
    body: z.strictObject({}),
    responses: { 200: { description: 'Go there', schema: slackDeparture } },
    problems: ['not-permitted', 'not-configured'],
    handle: async (request) => {
      const result = await beginSlackInstall(deps, sessionOf(request))
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok({ url: result.url })
    },
  })
