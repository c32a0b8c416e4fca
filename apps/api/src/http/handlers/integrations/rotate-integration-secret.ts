import { issuedSecret, secretRequest } from '@countersign/shared/integrations'
import { rotateIntegrationSecret } from '../../../use-cases/integrations/rotate-integration-secret.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { integrationParams } from '../../input/integration-params.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'

export const rotateIntegrationSecretRoute = (deps: Parameters<typeof rotateIntegrationSecret>[0]): Route =>
  defineRoute({
    path: 'integrationSecrets',
    method: 'post',
    operationId: 'rotateIntegrationSecret',
    tag: 'Integrations',
    summary: 'Give an integration a new secret',
    description:
      'The new one counts at once, the others for `overlapSeconds` more. It is shown in this answer only, and no Idempotency-Key brings it back.',
    access: { scope: 'settings:manage' },
    params: integrationParams,
    body: secretRequest,
    responses: { 201: { description: 'The new secret', schema: issuedSecret } },
    problems: ['not-found', 'not-permitted', 'invalid-request', 'secret-in-use'],
    handle: async (request) => {
      const command = { principal: principalOf(request), id: request.params.id, request: request.body }
      const result = await rotateIntegrationSecret(deps, command)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : created(result.issued)
    },
  })
