import { apiPath } from '@countersign/shared/paths'
import { auditQuery } from '@countersign/shared/requests'
import { webhookPage } from '@countersign/shared/webhooks'
import type { WebhookReader } from '../../../ports/webhooks.ts'
import { readWebhooks } from '../../../use-cases/webhooks/read-webhooks.ts'
import { ok, problem } from '../../answer.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { principalOf } from '../../input/principal-of.ts'
import { nextPage } from '../../present/next-page.ts'
import { toProblem } from '../../to-problem.ts'
import { presentWebhook } from './present-webhook.ts'

export const listWebhooksRoute = (deps: { readonly webhookReader: WebhookReader }): Route =>
  defineRoute({
    path: 'webhooks',
    method: 'get',
    operationId: 'listWebhooks',
    tag: 'Webhooks',
    summary: 'Where events go',
    description: 'Newest first, forwards of integrations among them.',
    access: { scope: 'settings:manage' },
    query: auditQuery,
    responses: { 200: { description: 'One page', schema: webhookPage } },
    problems: ['not-permitted'],
    handle: async (request) => {
      const { cursor = null, limit } = request.query
      const result = await readWebhooks(deps, principalOf(request)).list({ cursor, limit })
      if (result.kind === 'refused') return problem(toProblem(result.refusal))
      const { items, nextCursor } = result.value
      return ok(
        { items: items.map(presentWebhook), nextCursor },
        nextPage(apiPath('webhooks'), request.query, nextCursor),
      )
    },
  })
