import { apiPath } from '@countersign/shared/paths'
import { auditQuery } from '@countersign/shared/requests'
import { webhookDeliveryPage } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { nextPage } from '../../present/next-page.ts'
import { toProblem } from '../../to-problem.ts'
import { presentDelivery } from './present-webhook.ts'
import { webhookParams } from './webhook-params.ts'

export const listWebhookDeliveriesRoute = (deps: { readonly webhookReader: WebhookReader }): Route =>
  defineRoute({
    path: 'webhookDeliveries',
    method: 'get',
    operationId: 'listWebhookDeliveries',
    tag: 'Webhooks',
    summary: 'What a webhook was sent',
    description: 'Newest first; kept for thirty days.',
    access: { scope: 'settings:manage' },
    params: webhookParams,
    query: auditQuery,
    responses: { 200: { description: 'One page', schema: webhookDeliveryPage } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const { params, query } = request
      const { cursor = null, limit } = query
      const result = await readWebhooks(deps, principalOf(request)).deliveries(params.id, { cursor, limit })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result.value
      return ok(
        { items: items.map(presentDelivery), nextCursor },
        nextPage(apiPath('webhookDeliveries', params), query, nextCursor),
      )
    },
  })
