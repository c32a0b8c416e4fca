import { receivedMessagePage } from '@countersign/shared/integrations'
import { apiPath } from '@countersign/shared/paths'
import { presentMessage } from '../../../present/present-integration.ts'
import { readMessages } from '../../../use-cases/integrations/read-messages.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { integrationParams } from '../../input/integration-params.ts'
import { pageQuery } from '../../input/page-query.ts'
import { principalOf } from '../../input/principal-of.ts'
import { nextPage } from '../../present/next-page.ts'
import { toProblem } from '../../to-problem.ts'

export const listReceivedMessagesRoute = (deps: Parameters<typeof readMessages>[0]): Route =>
  defineRoute({
    path: 'integrationMessages',
    method: 'get',
    operationId: 'listReceivedMessages',
    tag: 'Integrations',
    summary: 'What an integration has sent',
    description: 'Verified messages of the last 30 days and what became of them; a day for heartbeats.',
    access: { scope: 'settings:manage' },
    params: integrationParams,
    query: pageQuery,
    responses: { 200: { description: 'One page, newest first', schema: receivedMessagePage } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const { id } = request.params
      const { cursor, limit } = request.query
      const result = await readMessages(deps, { principal: principalOf(request), id, cursor, limit })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result
      return ok(
        { items: items.map(presentMessage), nextCursor },
        nextPage(apiPath('integrationMessages', { id }), request.query, nextCursor),
      )
    },
  })
