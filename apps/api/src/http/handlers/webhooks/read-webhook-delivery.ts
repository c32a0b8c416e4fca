import { webhookDeliveryDetail } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentDeliveryDetail } from './present-webhook.ts'
import { deliveryParams } from './webhook-params.ts'

export const readWebhookDeliveryRoute = (deps: { readonly webhookReader: WebhookReader }): Route =>
  defineRoute({
    path: 'webhookDelivery',
    method: 'get',
    operationId: 'readWebhookDelivery',
    tag: 'Webhooks',
    summary: 'One event: its bytes and every try',
    access: { scope: 'settings:manage' },
    params: deliveryParams,
    responses: { 200: { description: 'The delivery', schema: webhookDeliveryDetail } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const { id: endpointId, eventId } = request.params
      const result = await readWebhooks(deps, principalOf(request)).delivery({ endpointId, eventId })
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentDeliveryDetail(result.value))
    },
  })
