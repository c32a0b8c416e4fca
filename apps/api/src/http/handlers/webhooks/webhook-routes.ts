import type { Route } from '../../define-route.ts'
import { changeWebhookRoute } from './change-webhook.ts'
import { createWebhookRoute } from './create-webhook.ts'
import { listWebhookDeliveriesRoute } from './list-webhook-deliveries.ts'
import { listWebhooksRoute } from './list-webhooks.ts'
import { pingWebhookRoute } from './ping-webhook.ts'
import { readWebhookRoute } from './read-webhook.ts'
import { readWebhookDeliveryRoute } from './read-webhook-delivery.ts'
import { redeliverWebhookRoute } from './redeliver-webhook.ts'
import { rotateWebhookSecretRoute } from './rotate-webhook-secret.ts'

export type WebhookRoutesDeps = Parameters<typeof createWebhookRoute>[0] & Parameters<typeof pingWebhookRoute>[0]

export const webhookRoutes = (deps: WebhookRoutesDeps): readonly Route[] => [
  listWebhooksRoute(deps),
  createWebhookRoute(deps),
  readWebhookRoute(deps),
  changeWebhookRoute(deps),
  rotateWebhookSecretRoute(deps),
  pingWebhookRoute(deps),
  listWebhookDeliveriesRoute(deps),
  readWebhookDeliveryRoute(deps),
  redeliverWebhookRoute(deps),
]
