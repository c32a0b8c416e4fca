import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { DeliveryKey } from '../../ports/webhooks.ts'
import { deliveryJob } from './delivery-job.ts'
import { disabledWebhook, findEndpoint } from './find-endpoint.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface RedeliverWebhookCommand extends DeliveryKey {
  readonly principal: Principal
}

type Redelivered = { readonly kind: 'redelivered' }

/** The same event once more, delivered before or not: same id, same bytes, one more try at once. */
export async function redeliverWebhook(
  { unitOfWork }: Deps,
  { principal: asking, endpointId, eventId }: RedeliverWebhookCommand,
): Promise<Redelivered | Refused> {
  return unitOfWork.transaction(async (stores): Promise<Redelivered | Refused> => {
    const found = await findEndpoint(stores, asking, endpointId)
    if (found.kind === 'refused') return found
    if (found.endpoint.disabled) return disabledWebhook()
    const at = await stores.now()
    const revived = await stores.webhooks.revive({ endpointId, eventId }, at)
    if (!revived) return refused({ code: 'not-found' })
    await stores.jobs.add(deliveryJob(endpointId, revived.about))
    await stores.audit.append({
      type: 'webhook.redelivered',
      approvalId: null,
      actor: actorOf(found.principal),
      at,
      data: { endpointId, eventId },
    })
    return { kind: 'redelivered' }
  })
}
