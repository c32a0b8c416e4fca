import { integrationPage } from '@countersign/shared/integrations'
import { apiPath } from '@countersign/shared/paths'
import { presentIntegration } from '../../../present/present-integration.ts'
import { readIntegrations } from '../../../use-cases/integrations/read-integrations.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { pageQuery } from '../../input/page-query.ts'
import { principalOf } from '../../input/principal-of.ts'
import { nextPage } from '../../present/next-page.ts'
import { toProblem } from '../../to-problem.ts'

export const listIntegrationsRoute = (deps: Parameters<typeof readIntegrations>[0]): Route =>
  defineRoute({
    path: 'integrations',
    method: 'get',
    operationId: 'listIntegrations',
    tag: 'Integrations',
    summary: 'Outside systems that may decide',
    access: { scope: 'settings:manage' },
    query: pageQuery,
    responses: { 200: { description: 'One page, newest first', schema: integrationPage } },
    problems: ['not-permitted'],
    handle: async (request) => {
      const { cursor, limit } = request.query
      const result = await readIntegrations(deps, { principal: principalOf(request), cursor, limit })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result
      return ok(
        { items: items.map(presentIntegration), nextCursor },
        nextPage(apiPath('integrations'), request.query, nextCursor),
      )
    },
  })
