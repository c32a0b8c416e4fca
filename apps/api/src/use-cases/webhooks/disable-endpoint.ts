import type { EndpointId } from '@countersign/shared/ids'
import { COUNTERSIGN } from '../../domain/own-actors.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/** Nobody asked for it: the receiver did, or kept failing. What waits is kept for when somebody enables it again. */
export async function disableEndpoint(
  { webhooks, audit }: Pick<Stores, 'webhooks' | 'audit'>,
  endpointId: EndpointId,
  because: string,
  at: Date,
): Promise<void> {
  const endpoint = await webhooks.lock(endpointId)
  if (!endpoint || endpoint.disabled) return
  await webhooks.update({ ...endpoint, updatedAt: at, disabled: { at, because } })
  await audit.append({
    type: 'webhook.disabled',
    approvalId: null,
    actor: COUNTERSIGN,
    at,
    data: { endpointId, because },
  })
}
