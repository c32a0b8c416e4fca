import type { WebhookFormat } from '@countersign/shared/channels'
import type { EventType } from '@countersign/shared/events'
import type { ApprovalId, EventId } from '@countersign/shared/ids'
import type { WebhookEvent } from '@countersign/shared/webhooks'
import type { AuditRow, Dossier } from '../ports/approval-reader.ts'
import { addressesOf, projectDossier } from './present-approval.ts'

export interface EventEnvelope {
  readonly id: EventId
  readonly approvalId: ApprovalId | null
  readonly format: WebhookFormat
  readonly publicUrl: string
}

/** What is told of one entry of the log: the projection of the case, never its payload. */
export function presentWebhookEvent(
  entry: Pick<AuditRow, 'seq' | 'at' | 'actor'> & { readonly type: EventType },
  dossier: Dossier,
  publicUrl: string,
): WebhookEvent {
  return {
    type: entry.type,
    timestamp: entry.at.toISOString(),
    data: {
      seq: entry.seq,
      actor: { kind: entry.actor.kind, id: entry.actor.id, name: entry.actor.name },
      approval: projectDossier(dossier, publicUrl),
    },
  }
}

/** A forward also says where the signed answer goes, and about which case. */
export function asForward(event: WebhookEvent, { approval }: Dossier, publicUrl: string): WebhookEvent {
  const { callbackUrl } = addressesOf(approval, publicUrl)
  return { ...event, data: { ...event.data, callbackUrl, caseDigest: approval.caseDigest } }
}

export const presentPing = (at: Date): WebhookEvent => ({
  type: 'ping',
  timestamp: at.toISOString(),
  data: { seq: 0, actor: null, approval: null },
})

/** The bytes of every try. CloudEvents 1.0 in structured mode carries the same `data`. */
export function encodeWebhookEvent(
  event: WebhookEvent,
  { id, approvalId, format, publicUrl }: EventEnvelope,
): { readonly contentType: string; readonly body: string } {
  if (format === 'standard') return { contentType: 'application/json', body: JSON.stringify(event) }
  const cloudEvent = {
    specversion: '1.0',
    id,
    source: publicUrl,
    type: `app.countersign.${event.type}`,
    ...(approvalId === null ? {} : { subject: approvalId }),
    time: event.timestamp,
    datacontenttype: 'application/json',
    data: event.data,
  }
  return { contentType: 'application/cloudevents+json', body: JSON.stringify(cloudEvent) }
}
