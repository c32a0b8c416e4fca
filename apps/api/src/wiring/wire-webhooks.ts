import { createEgress } from '../adapters/egress/egress.ts'
import { createPostgresWebhookReader } from '../adapters/postgres/webhooks/webhook-reader.ts'
import { createWebhookSignatures } from '../adapters/webhooks/webhook-signatures.ts'
import type { JobHandlers } from '../ports/jobs.ts'
import type { Announce } from '../use-cases/announcements/announce.ts'
import { createWebhookAnnouncer } from '../use-cases/webhooks/announce-to-webhooks.ts'
import { deliverWebhooks } from '../use-cases/webhooks/deliver-webhooks.ts'
import { pruneDeliveries } from '../use-cases/webhooks/prune-deliveries.ts'
import type { Parts } from './wire-parts.ts'

/** The api's side: endpoints are set up and looked at. */
export const wireWebhookSetup = ({ config, database }: Parts) => ({
  egress: createEgress(config.egress),
  webhookReader: createPostgresWebhookReader(database.pool),
})

/** The worker's side: events are written down for each endpoint, and delivered. */
export function wireWebhookDelivery(parts: Parts): {
  readonly announce: Announce
  readonly deliver: JobHandlers['deliver-webhook']
  readonly prune: () => Promise<void>
} {
  const { config } = parts
  const delivery = {
    ...parts,
    egress: createEgress(config.egress),
    signatures: createWebhookSignatures(),
    random: Math.random,
  }
  return {
    announce: createWebhookAnnouncer({ ...parts, publicUrl: config.http.publicUrl }),
    deliver: (payload) => deliverWebhooks(delivery, payload),
    prune: () => pruneDeliveries(parts),
  }
}
