import { webhookView } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentWebhook } from './present-webhook.ts'
import { webhookParams } from './webhook-params.ts'

export const readWebhookRoute = (deps: { readonly webhookReader: WebhookReader }): Route =>
  defineRoute({
    path: 'webhook',
    method: 'get',
    operationId: 'readWebhook',
    tag: 'Webhooks',
    summary: 'One webhook and how it fares',
    access: { scope: 'settings:manage' },
    params: webhookParams,
    responses: { 200: { description: 'The webhook', schema: webhookView } },
    problems: ['not-found', 'not-permitted'],
    handle: async (request) => {
      const result = await readWebhooks(deps, principalOf(request)).endpoint(request.params.id)
      return result.kind === 'refused' ? problem(toProblem(result.refusal)) : ok(presentWebhook(result.value))
    },
  })
