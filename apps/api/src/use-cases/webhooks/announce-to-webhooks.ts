import { isEventType, wants } from '../../domain/webhooks/wants.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { NewDelivery } from '../../ports/webhooks.ts'
import { asForward, encodeWebhookEvent, presentWebhookEvent } from '../../present/webhook-event.ts'
import type { Announce } from '../announcements/announce.ts'
import { deliveryJob } from './delivery-job.ts'

interface Deps {
  readonly identifiers: Pick<Identifiers, 'event'>
  readonly publicUrl: string
}

/**
 * Each event for each endpoint that wants it, in the announcing transaction: the bytes are fixed here, under one id for
 * all endpoints, so every try sends the same (W1).
 */
export const createWebhookAnnouncer =
  ({ identifiers, publicUrl }: Deps): Announce =>
  async (stores, { dossier, entries, at }) => {
    const endpoints = await stores.webhooks.listening()
    if (endpoints.length === 0) return
    const { id: approvalId, team, policy, status } = dossier.approval
    const deliveries: NewDelivery[] = []
    for (const { type, ...entry } of entries) {
      if (!isEventType(type)) continue
      const listeners = endpoints.filter((endpoint) =>
        wants(endpoint, { type, team, policy: policy.name, open: status === 'pending' }),
      )
      if (listeners.length === 0) continue
      const id = identifiers.event()
      const event = presentWebhookEvent({ ...entry, type }, dossier, publicUrl)
      for (const { id: endpointId, format, integrationId } of listeners) {
        const told = integrationId === null ? event : asForward(event, dossier, publicUrl)
        const encoded = encodeWebhookEvent(told, { id, approvalId, format, publicUrl })
        deliveries.push({ endpointId, eventId: id, seq: entry.seq, approvalId, type, at, ...encoded })
      }
    }
    await stores.webhooks.insertDeliveries(deliveries)
    // Taken back, the question is open again; an integration that was spared it has to hear of it after all.
    const open = status === 'pending' && entries.some(({ type }) => type === 'approval.undone')
    const asked = open ? await stores.webhooks.reviveForwards(approvalId, at) : []
    const told = new Set([...deliveries.map(({ endpointId }) => endpointId), ...asked])
    await stores.jobs.add(...[...told].map((endpointId) => deliveryJob(endpointId, approvalId)))
  }
