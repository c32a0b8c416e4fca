import { mySlackView, slackUnlinkRequest } from '@countersign/shared/slack'
import { removeLink } from '../../../use-cases/slack-in/remove-link.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { sessionOf } from '../../input/session-of.ts'
import { answerMySlack, type MySlackDeps } from './answer-my-slack.ts'

export const removeSlackLinkRoute = (deps: MySlackDeps): Route =>
  defineRoute({
    path: 'slackUnlink',
    method: 'post',
    operationId: 'removeSlackLink',
    tag: 'Me',
    summary: 'Unlink a Slack account',
    description: 'What the account does in Slack counts no longer, at once.',
    access: 'session',
    body: slackUnlinkRequest,
    responses: { 200: { description: 'What is left', schema: mySlackView } },
    problems: [],
    idempotent: true,
    handle: async (request) => {
      const { principal } = sessionOf(request)
      await removeLink(deps, principal, request.body.workspaceId)
      return answerMySlack(deps, principal.user.id)
    },
  })
