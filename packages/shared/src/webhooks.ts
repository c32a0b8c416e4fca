import { z } from 'zod'
import { DELIVERY_STATUSES, WEBHOOK_FORMATS } from './channels.ts'
import { EVENT_TYPES } from './events.ts'
import { approvalId, endpointId, eventId, integrationId, teamId } from './ids.ts'
import { issuedSecret, secretView } from './integrations.ts'
import { caseProjection } from './projection.ts'
import { line, text } from './text.ts'

const at = z.iso.datetime()
const url = z.url().max(2_000)
const filters = {
  eventTypes: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).describe('Empty: all'),
  teams: z.array(teamId).max(50).describe('Empty: all'),
  policies: z.array(text(80).min(1)).max(50).describe('Empty: all'),
}

export const webhookRequest = z
  .strictObject({
    name: line(80),
    url,
    eventTypes: filters.eventTypes.default([]),
    teams: filters.teams.default([]),
    policies: filters.policies.default([]),
    format: z.enum(WEBHOOK_FORMATS).default('standard'),
  })
  .meta({ id: 'WebhookRequest' })

export const webhookChange = z
  .strictObject({
    name: line(80).optional(),
    url: url.optional(),
    eventTypes: filters.eventTypes.optional(),
    teams: filters.teams.optional(),
    policies: filters.policies.optional(),
    format: z.enum(WEBHOOK_FORMATS).optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'WebhookChange' })

/** Pinging and redelivering say all by their address. */
export const webhookNudge = z.strictObject({}).meta({ id: 'WebhookNudge' })

export const webhookView = z
  .strictObject({
    id: endpointId,
    name: z.string(),
    url: z.string(),
    ...filters,
    format: z.enum(WEBHOOK_FORMATS),
    integrationId: integrationId.nullable().describe('Set: it forwards to this integration'),
    secrets: z.array(secretView),
    health: z.strictObject({
      pending: z.int().describe('Events waiting, counted up to 1,000'),
      lastDeliveredAt: at.nullable(),
      lastError: z.string().nullable(),
    }),
    createdAt: at,
    updatedAt: at,
    disabledAt: at.nullable(),
    disabledBecause: z.string().nullable(),
  })
  .meta({ id: 'Webhook' })

export const webhookCreated = z
  .strictObject({ webhook: webhookView, secret: issuedSecret })
  .meta({ id: 'WebhookCreated' })
export const webhookPage = z
  .strictObject({ items: z.array(webhookView), nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookPage' })

export const webhookDeliveryView = z
  .strictObject({
    eventId,
    type: z.string(),
    approvalId: approvalId.nullable(),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.int(),
    dueAt: at,
    createdAt: at,
    finishedAt: at.nullable(),
  })
  .meta({ id: 'WebhookDelivery' })

export const webhookDeliveryPage = z
  .strictObject({ items: z.array(webhookDeliveryView), nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryPage' })

export const webhookDeliveryDetail = z
  .strictObject({
    ...webhookDeliveryView.shape,
    contentType: z.string(),
    body: z.string(),
    log: z.array(
      z.strictObject({
        number: z.int(),
        startedAt: at,
        finishedAt: at.nullable(),
        statusCode: z.int().nullable(),
        error: z.string().nullable(),
        response: z.string().nullable().describe('Its first 1,000 characters'),
      }),
    ),
  })
  .meta({ id: 'WebhookDeliveryDetail' })

/** The body of an outgoing webhook (Standard Webhooks). `data.approval` is the case projection: no payload, no sensitive field. */
export const webhookEvent = z
  .strictObject({
    type: z.enum([...EVENT_TYPES, 'ping']),
    timestamp: at,
    data: z.strictObject({
      seq: z.int().describe('Audit sequence number; rises with every event'),
      actor: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
      approval: caseProjection.nullable(),
      callbackUrl: z.string().optional().describe('Forwards only: where the signed answer goes'),
      caseDigest: z.string().optional().describe('Forwards only: what the answer may carry back'),
    }),
  })
  .meta({ id: 'WebhookEvent' })

export type WebhookRequest = z.output<typeof webhookRequest>
export type WebhookChange = z.output<typeof webhookChange>
export type WebhookView = z.output<typeof webhookView>
export type WebhookCreated = z.output<typeof webhookCreated>
export type WebhookPage = z.output<typeof webhookPage>
export type WebhookDeliveryView = z.output<typeof webhookDeliveryView>
export type WebhookDeliveryPage = z.output<typeof webhookDeliveryPage>
export type WebhookDeliveryDetail = z.output<typeof webhookDeliveryDetail>
export type WebhookEvent = z.output<typeof webhookEvent>
