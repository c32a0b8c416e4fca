import type { IssuedSecret, SecretView } from '@countersign/shared/integrations'
import type { WebhookDeliveryDetail, WebhookDeliveryView, WebhookView } from '@countersign/shared/webhooks'
import type { DeliveryDetail, DeliveryRow, EndpointDetail, SealedSecret } from '../../../ports/webhooks.ts'
import { presentInstant } from '../../../present/present-summary.ts'

export const presentWebhook = ({ endpoint, health, secrets }: EndpointDetail): WebhookView => ({
  id: endpoint.id,
  name: endpoint.name,
  url: endpoint.url,
  eventTypes: [...endpoint.eventTypes],
  teams: [...endpoint.teams],
  policies: [...endpoint.policies],
  format: endpoint.format,
  integrationId: endpoint.integrationId,
  secrets: secrets.map(presentSecret),
  health: {
    pending: health.pending,
    lastDeliveredAt: presentInstant(health.lastDeliveredAt),
    lastError: health.lastError,
  },
  createdAt: endpoint.createdAt.toISOString(),
  updatedAt: endpoint.updatedAt.toISOString(),
  disabledAt: presentInstant(endpoint.disabled?.at ?? null),
  disabledBecause: endpoint.disabled?.because ?? null,
})

const presentSecret = ({ id, lastFour, createdAt, expiresAt }: Omit<SealedSecret, 'sealed'>): SecretView => ({
  id,
  lastFour,
  createdAt: createdAt.toISOString(),
  expiresAt: presentInstant(expiresAt),
})

/** Shown in this one answer. */
export const presentIssuedSecret = (issued: { readonly row: SealedSecret; readonly secret: string }): IssuedSecret => ({
  ...presentSecret(issued.row),
  secret: issued.secret,
})

export const presentDelivery = (row: DeliveryRow): WebhookDeliveryView => ({
  eventId: row.eventId,
  type: row.type,
  approvalId: row.approvalId,
  status: row.status,
  attempts: row.attempts,
  dueAt: row.dueAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
  finishedAt: presentInstant(row.finishedAt),
})

export const presentDeliveryDetail = (detail: DeliveryDetail): WebhookDeliveryDetail => ({
  ...presentDelivery(detail),
  contentType: detail.contentType,
  body: detail.body,
  log: detail.log.map(({ number, startedAt, finishedAt, status, error, response }) => ({
    number,
    startedAt: startedAt.toISOString(),
    finishedAt: presentInstant(finishedAt),
    statusCode: status,
    error,
    response,
  })),
})
