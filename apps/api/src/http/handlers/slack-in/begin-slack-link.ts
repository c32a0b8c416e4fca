import { slackDeparture } from '@countersign/shared/slack'
import { z } from 'zod'
import { beginLink, type LinkDeps } from '../../../use-cases/slack-in/begin-link.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { sessionOf } from '../../input/session-of.ts'
import { toProblem } from '../../to-problem.ts'

export const beginSlackLinkRoute = (deps: LinkDeps): Route =>
  defineRoute({
    path: 'slackLink',
    method: 'post',
    operationId: 'beginSlackLink',
    tag: 'Me',
    summary: 'Sign in to Slack',
    description:
      'Answers where to send the browser. Slack sends it back to our page with `code` and `state`, which that page posts within ten minutes.',
    access: 'session',
    body: z.strictObject({}),
    responses: { 200: { description: 'Go there', schema: slackDeparture } },
    problems: ['not-configured'],
    handle: async (request) => {
      const result = await beginLink(deps, sessionOf(request))
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok({ url: result.url })
    },
  })
