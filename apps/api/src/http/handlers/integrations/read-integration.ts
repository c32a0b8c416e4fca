import { integrationView } from '@countersign/shared/integrations'
import { presentIntegration } from '../../../present/present-integration.ts'
import { readIntegration } from '../../../use-cases/integrations/read-integration.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { integrationParams } from '../../input/integration-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const readIntegrationRoute = (deps: Parameters<typeof readIntegration>[0]): Route =>
  defineRoute({
    path: 'integration',
    method: 'get',
    operationId: 'readIntegration',
    tag: 'Integrations',
    summary: 'One integration',
    access: { scope: 'settings:manage' },
    params: integrationParams,
    responses: { 200: { description: 'The integration', schema: integrationView } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const result = await readIntegration(deps, { principal: principalOf(request), id: request.params.id })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentIntegration(result.integration))
    },
  })
