import { integrationCreated, integrationRequest } from '@countersign/shared/integrations'
import { presentIntegration } from '../../../present/present-integration.ts'
import { createIntegration } from '../../../use-cases/integrations/create-integration.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const createIntegrationRoute = (deps: Parameters<typeof createIntegration>[0]): Route =>
  defineRoute({
    path: 'integrations',
    method: 'post',
    operationId: 'createIntegration',
    tag: 'Integrations',
    summary: 'Let an outside system decide',
    description:
      'Makes the identity it acts as and its first secret, which is shown in this answer only. Who sets it up counts as its author: it never decides what they ask for.',
    access: { scope: 'settings:manage' },
    body: integrationRequest,
    responses: { 201: { description: 'The integration, and its secret', schema: integrationCreated } },
    problems: [
      'not-permitted',
      'invalid-request',
      'unknown-team',
      'unknown-policy',
      'name-taken',
      'secret-in-use',
      'destination-refused',
    ],
    handle: async (request) => {
      const result = await createIntegration(deps, { principal: principalOf(request), request: request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return created({ integration: presentIntegration(result.integration), secret: result.secret })
    },
  })
