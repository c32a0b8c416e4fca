import { issuedSecret, secretRequest } from '@countersign/shared/integrations'
import { rotateWebhookSecret } from '../../../use-cases/webhooks/rotate-webhook-secret.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentIssuedSecret } from './present-webhook.ts'
import { webhookParams } from './webhook-params.ts'

export const rotateWebhookSecretRoute = (deps: Parameters<typeof rotateWebhookSecret>[0]): Route =>
  defineRoute({
    path: 'webhookSecrets',
    method: 'post',
    operationId: 'rotateWebhookSecret',
    tag: 'Webhooks',
    summary: 'Give a webhook a new secret',
    description:
      'It signs from now on; the others sign beside it for `overlapSeconds` more, so that the receiver can change over in between. At most five count at once.',
    access: { scope: 'settings:manage' },
    params: webhookParams,
    body: secretRequest,
    responses: { 201: { description: 'The secret, this once', schema: issuedSecret } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const { params, body } = request
      const command = { principal: principalOf(request), endpointId: params.id, request: body }
      const result = await rotateWebhookSecret(deps, command)
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      return created(presentIssuedSecret(result.issued))
    },
  })
