import { webhookCreated, webhookRequest } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { createWebhook } from '../../../use-cases/webhooks/create-webhook.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { created, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { toProblem } from '../../to-problem.ts'
import { presentIssuedSecret, presentWebhook } from './present-webhook.ts'

export const createWebhookRoute = (
  deps: Parameters<typeof createWebhook>[0] & { readonly webhookReader: WebhookReader },
): Route =>
  defineRoute({
    path: 'webhooks',
    method: 'post',
    operationId: 'createWebhook',
    tag: 'Webhooks',
    summary: 'Have events sent somewhere',
    description:
      'Signed by the scheme of Standard Webhooks. The secret is in this answer and nowhere else. Events of one approval arrive in order and at least once: `webhook-id` tells repetitions.',
    access: { scope: 'settings:manage' },
    body: webhookRequest,
    responses: { 201: { description: 'The webhook and its first secret', schema: webhookCreated } },
    problems: ['not-permitted', 'destination-refused', 'unknown-team', 'unknown-policy'],
    handle: async (request) => {
      const principal = principalOf(request)
      const result = await createWebhook(deps, { principal, request: request.body })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const made = await readWebhooks(deps, principal).endpoint(result.id)
      if (made.kind === 'refused') return problem(toProblem(made.refusal))
      return created({ webhook: presentWebhook(made.value), secret: presentIssuedSecret(result.issued) })
    },
  })
