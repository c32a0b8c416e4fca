import { webhookDeliveryView, webhookNudge } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { redeliverWebhook } from '../../../use-cases/webhooks/redeliver-webhook.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentDelivery } from './present-webhook.ts'
import { deliveryParams } from './webhook-params.ts'

export const redeliverWebhookRoute = (
  deps: Parameters<typeof redeliverWebhook>[0] & { readonly webhookReader: WebhookReader },
): Route =>
  defineRoute({
    path: 'webhookRedelivery',
    method: 'post',
    operationId: 'redeliverWebhook',
    tag: 'Webhooks',
    summary: 'Send an event once more',
    description: 'The same bytes under the same `webhook-id`, at once, whether or not it was delivered before.',
    access: { scope: 'settings:manage' },
    params: deliveryParams,
    body: webhookNudge,
    responses: { 200: { description: 'The delivery, pending again', schema: webhookDeliveryView } },
    problems: ['not-found', 'not-permitted', 'not-configured'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const { id: endpointId, eventId } = request.params
      const result = await redeliverWebhook(deps, { principal, endpointId, eventId })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const sent = await readWebhooks(deps, principal).delivery({ endpointId, eventId })
      return sent.kind === 'refused' ? problem(toProblem(sent.refusal)) : ok(presentDelivery(sent.value))
    },
  })
