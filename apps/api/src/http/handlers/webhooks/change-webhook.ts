import { webhookChange, webhookView } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { changeWebhook } from '../../../use-cases/webhooks/change-webhook.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentWebhook } from './present-webhook.ts'
import { webhookParams } from './webhook-params.ts'

export const changeWebhookRoute = (
  deps: Parameters<typeof changeWebhook>[0] & { readonly webhookReader: WebhookReader },
): Route =>
  defineRoute({
    path: 'webhook',
    method: 'post',
    operationId: 'changeWebhook',
    tag: 'Webhooks',
    summary: 'Change, disable or enable a webhook',
    description:
      'Members that are left out stay. A disabled webhook is sent nothing and told of nothing new; enabled again, it goes on with what was waiting. Of a forward only `disabled` is changed here, the rest through its integration.',
    access: { scope: 'settings:manage' },
    params: webhookParams,
    body: webhookChange,
    responses: { 200: { description: 'The webhook as it is now', schema: webhookView } },
    problems: ['not-found', 'not-permitted', 'destination-refused', 'unknown-team', 'unknown-policy'],
    idempotent: true,
    handle: async (request) => {
      const principal = principalOf(request)
      const { id: endpointId } = request.params
      const result = await changeWebhook(deps, { principal, endpointId, change: request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const changed = await readWebhooks(deps, principal).endpoint(endpointId)
      return changed.kind === 'refused' ? problem(toProblem(changed.refusal)) : ok(presentWebhook(changed.value))
    },
  })
