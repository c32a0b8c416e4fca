import { issuedSecret, secretRequest } from '@countersign/shared/integrations'
import {
  type WebhookDeliveryDetail,
  type WebhookView,
  webhookChange,
  webhookCreated,
  webhookDeliveryDetail,
  webhookDeliveryPage,
  webhookDeliveryView,
  webhookPage,
  webhookRequest,
  webhookView,
} from '@countersign/shared/webhooks'
import { ending, newSecret, onlyAdmins, viewOf } from './fake-integrations.ts'
import { type FakeRoute, fakeRoute } from './fake-routes.ts'
import { fakeId, Refused } from './fake-store.ts'

const summary = ({ contentType: _, body: __, log: ___, ...row }: WebhookDeliveryDetail) => row

export class FakeWebhooks {
  readonly all = new Map<string, WebhookView>()
  readonly deliveries = new Map<string, WebhookDeliveryDetail[]>()

  add(part: Partial<WebhookView> & Pick<WebhookView, 'name' | 'url'>): WebhookView {
    const now = new Date().toISOString()
    const view = webhookView.parse({
      id: fakeId('whe'),
      eventTypes: [],
      teams: [],
      policies: [],
      format: 'standard',
      integrationId: null,
      secrets: [viewOf(newSecret())],
      health: { pending: 0, lastDeliveredAt: null, lastError: null },
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
      disabledBecause: null,
      ...part,
    })
    this.all.set(view.id, view)
    return view
  }

  deliver(id: string, part: Partial<WebhookDeliveryDetail> = {}): WebhookDeliveryDetail {
    const at = new Date().toISOString()
    const body = JSON.stringify({ type: part.type ?? 'approval.decided', timestamp: at, data: { seq: 41 } })
    const detail = webhookDeliveryDetail.parse({
      eventId: fakeId('evt'),
      type: 'approval.decided',
      approvalId: null,
      status: 'delivered',
      attempts: 1,
      dueAt: at,
      createdAt: at,
      finishedAt: at,
      contentType: 'application/json',
      body,
      log: [{ number: 1, startedAt: at, finishedAt: at, statusCode: 204, error: null, response: null }],
      ...part,
    })
    this.deliveries.set(id, [detail, ...(this.deliveries.get(id) ?? [])])
    return detail
  }

  routes(): readonly FakeRoute[] {
    const get = (id: string | undefined) => {
      const found = this.all.get(id ?? '')
      if (!found) throw new Refused('not-found', 'There is no such webhook.')
      return found
    }
    const delivery = (id: string | undefined, eventId: string | undefined) => {
      const found = this.deliveries.get(get(id).id)?.find((each) => each.eventId === eventId)
      if (!found) throw new Refused('not-found', 'There is no such delivery.')
      return found
    }
    return [
      fakeRoute('GET', 'webhooks', webhookPage, ({ me }) => {
        onlyAdmins(me)
        return { items: [...this.all.values()], nextCursor: null }
      }),
      fakeRoute('POST', 'webhooks', webhookCreated, ({ me, body }) => {
        onlyAdmins(me)
        const request = webhookRequest.parse(body)
        if (request.url.includes('127.0.0.1'))
          throw new Refused('destination-refused', 'That address is private. Use a public one, or ask an operator.')
        const secret = newSecret()
        return { webhook: this.add({ ...request, secrets: [viewOf(secret)] }), secret }
      }),
      fakeRoute('GET', 'webhook', webhookView, ({ me, params }) => {
        onlyAdmins(me)
        return get(params.id)
      }),
      fakeRoute('POST', 'webhook', webhookView, ({ me, params, body }) => {
        onlyAdmins(me)
        const { disabled, ...part } = webhookChange.parse(body)
        const view = webhookView.parse({
          ...get(params.id),
          ...part,
          ...(disabled === undefined
            ? {}
            : {
                disabledAt: disabled ? new Date().toISOString() : null,
                disabledBecause: disabled ? `${me.name} disabled it.` : null,
              }),
        })
        this.all.set(view.id, view)
        return view
      }),
      fakeRoute('POST', 'webhookSecrets', issuedSecret, ({ me, params, body }) => {
        onlyAdmins(me)
        const before = get(params.id)
        const secret = newSecret()
        const old = ending(before.secrets, secretRequest.parse(body).overlapSeconds)
        this.all.set(before.id, { ...before, secrets: [viewOf(secret), ...old] })
        return secret
      }),
      fakeRoute('POST', 'webhookPing', webhookDeliveryView, ({ me, params }) => {
        onlyAdmins(me)
        return summary(this.deliver(get(params.id).id, { type: 'ping' }))
      }),
      fakeRoute('GET', 'webhookDeliveries', webhookDeliveryPage, ({ me, params }) => {
        onlyAdmins(me)
        return { items: (this.deliveries.get(get(params.id).id) ?? []).map(summary), nextCursor: null }
      }),
      fakeRoute('GET', 'webhookDelivery', webhookDeliveryDetail, ({ me, params }) => {
        onlyAdmins(me)
        return delivery(params.id, params.eventId)
      }),
      fakeRoute('POST', 'webhookRedelivery', webhookDeliveryView, ({ me, params }) => {
        onlyAdmins(me)
        const before = delivery(params.id, params.eventId)
        const at = new Date().toISOString()
        const tries = before.log.length + 1
        const next: WebhookDeliveryDetail = {
          ...before,
          status: 'delivered',
          attempts: tries,
          finishedAt: at,
          log: [
            ...before.log,
            { number: tries, startedAt: at, finishedAt: at, statusCode: 200, error: null, response: 'ok' },
          ],
        }
        const others = this.deliveries.get(params.id ?? '') ?? []
        this.deliveries.set(
          params.id ?? '',
          others.map((each) => (each.eventId === before.eventId ? next : each)),
        )
        return summary(next)
      }),
    ]
  }
}
