import type { EndpointId, EventId } from '@countersign/shared/ids'
import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { encodeWebhookEvent, presentPing } from '../../present/webhook-event.ts'
import { deliveryJob } from './delivery-job.ts'
import { disabledWebhook, findEndpoint } from './find-endpoint.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Pick<Identifiers, 'event'>
  readonly publicUrl: string
}

export interface PingWebhookCommand {
  readonly principal: Principal
  readonly endpointId: EndpointId
}

type Pinged = { readonly kind: 'pinged'; readonly eventId: EventId }

/** An event about nothing, delivered like every other. */
export async function pingWebhook(deps: Deps, command: PingWebhookCommand): Promise<Pinged | Refused> {
  const { endpointId } = command
  const eventId = deps.identifiers.event()
  return deps.unitOfWork.transaction(async (stores): Promise<Pinged | Refused> => {
    const found = await findEndpoint(stores, command.principal, endpointId)
    if (found.kind === 'refused') return found
    const { endpoint, principal } = found
    if (endpoint.disabled) return disabledWebhook()
    const at = await stores.now()
    const envelope = { id: eventId, approvalId: null, format: endpoint.format, publicUrl: deps.publicUrl }
    const encoded = encodeWebhookEvent(presentPing(at), envelope)
    const delivery = { endpointId, eventId, seq: 0, approvalId: null, type: 'ping', at, ...encoded }
    await stores.webhooks.insertDeliveries([delivery])
    await stores.jobs.add(deliveryJob(endpointId, eventId))
    await stores.audit.append({
      type: 'webhook.pinged',
      approvalId: null,
      actor: actorOf(principal),
      at,
      data: { endpointId, eventId },
    })
    return { kind: 'pinged', eventId }
  })
}
