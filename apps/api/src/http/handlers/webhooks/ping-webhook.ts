import { webhookDeliveryView, webhookNudge } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { pingWebhook } from '../../../use-cases/webhooks/ping-webhook.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentDelivery } from './present-webhook.ts'
import { webhookParams } from './webhook-params.ts'

export const pingWebhookRoute = (
  deps: Parameters<typeof pingWebhook>[0] & { readonly webhookReader: WebhookReader },
): Route =>
  defineRoute({
    path: 'webhookPing',
    method: 'post',
    operationId: 'pingWebhook',
    tag: 'Webhooks',
    summary: 'Send an event about nothing',
    description: 'Signed and tried like every other. Read the delivery to see what came of it.',
    access: { scope: 'settings:manage' },
    params: webhookParams,
    body: webhookNudge,
    responses: { 201: { description: 'The delivery, not tried yet', schema: webhookDeliveryView } },
    problems: ['not-found', 'not-permitted', 'not-configured'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const { id: endpointId } = request.params
      const result = await pingWebhook(deps, { principal, endpointId })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const sent = await readWebhooks(deps, principal).delivery({ endpointId, eventId: result.eventId })
      return sent.kind === 'refused' ? problem(toProblem(sent.refusal)) : created(presentDelivery(sent.value))
    },
  })
