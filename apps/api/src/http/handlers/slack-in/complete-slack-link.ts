import { mySlackView, slackReturn } from '@countersign/shared/slack'
import { completeLink } from '../../../use-cases/slack-in/complete-link.ts'
import { problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { sessionOf } from '../../input/session-of.ts'
import { toProblem } from '../../to-problem.ts'
import { answerMySlack, type MySlackDeps } from './answer-my-slack.ts'

type Deps = MySlackDeps & Parameters<typeof completeLink>[0]

export const completeSlackLinkRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'slackLinked',
    method: 'post',
    operationId: 'completeSlackLink',
    tag: 'Me',
    summary: 'Link the Slack account you signed in to',
    description: 'What the account does in Slack from now on is yours. One account of a workspace a person.',
    access: 'session',
    body: slackReturn,
    responses: { 200: { description: 'Linked', schema: mySlackView } },
    problems: ['not-configured', 'unavailable'],
    idempotent: true,
    handle: async (request) => {
      const { principal, sessionId } = sessionOf(request)
      const result = await completeLink(deps, { principal, sessionId, ...request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return answerMySlack(deps, principal.user.id)
    },
  })
