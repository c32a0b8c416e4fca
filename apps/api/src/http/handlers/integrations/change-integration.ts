import { integrationChange, integrationView } from '@countersign/shared/integrations'
import { presentIntegration } from '../../../present/present-integration.ts'
import { changeIntegration } from '../../../use-cases/integrations/change-integration.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { integrationParams } from '../../input/integration-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const changeIntegrationRoute = (deps: Parameters<typeof changeIntegration>[0]): Route =>
  defineRoute({
    path: 'integration',
    method: 'post',
    operationId: 'changeIntegration',
    tag: 'Integrations',
    summary: 'Change an integration, or switch it off and on',
    description: 'What is left out stays. `forwardUrl: null` stops forwarding.',
    access: { scope: 'settings:manage' },
    params: integrationParams,
    body: integrationChange,
    responses: { 200: { description: 'The integration from now on', schema: integrationView } },
    problems: [
      'not-found',
      'not-permitted',
      'invalid-request',
      'unknown-team',
      'unknown-policy',
      'name-taken',
      'destination-refused',
    ],
    idempotent: true,
    handle: async (request) => {
      const command = { principal: principalOf(request), id: request.params.id, change: request.body }
      const result = await changeIntegration(deps, command)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentIntegration(result.integration))
    },
  })
