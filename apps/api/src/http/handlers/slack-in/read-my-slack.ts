import { mySlackView } from '@countersign/shared/slack'
import { defineRoute, type Route } from '../../define-route.ts'
import { sessionOf } from '../../input/session-of.ts'
import { answerMySlack, type MySlackDeps } from './answer-my-slack.ts'

export const readMySlackRoute = (deps: MySlackDeps): Route =>
  defineRoute({
    path: 'mySlack',
    method: 'get',
    operationId: 'readMySlack',
    tag: 'Me',
    summary: 'Your Slack accounts',
    access: 'session',
    responses: { 200: { description: 'The accounts that act as you', schema: mySlackView } },
    problems: [],
    handle: async (request) => answerMySlack(deps, sessionOf(request).principal.user.id),
  })
