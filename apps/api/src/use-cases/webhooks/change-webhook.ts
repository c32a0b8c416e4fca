import type { EndpointId } from '@countersign/shared/ids'
import type { WebhookChange } from '@countersign/shared/webhooks'
import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { Endpoint } from '../../domain/webhooks/endpoint.ts'
import type { Egress } from '../../ports/egress.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { checkFilters } from './check-filters.ts'
import { findEndpoint, ownedByIntegration } from './find-endpoint.ts'
import { resumeEndpoint } from './resume-endpoint.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly egress: Pick<Egress, 'checkUrl'>
}

export interface ChangeWebhookCommand {
  readonly principal: Principal
  readonly endpointId: EndpointId
  readonly change: WebhookChange
}

/** Events that wait go to the new address; their bytes stay as they are. Enabled again, it goes on with what waits. */
export async function changeWebhook(
  deps: Deps,
  command: ChangeWebhookCommand,
): Promise<{ readonly kind: 'changed' } | Refused> {
  const { disabled, ...wishes } = command.change
  return deps.unitOfWork.transaction(async (stores): Promise<{ readonly kind: 'changed' } | Refused> => {
    const found = await findEndpoint(stores, command.principal, command.endpointId)
    if (found.kind === 'refused') return found
    const { endpoint, principal } = found
    const [field] = Object.keys(wishes)
    if (endpoint.integrationId !== null && field !== undefined) return ownedByIntegration(field)
    const wrong = await checkFilters(deps.egress, stores.directory, wishes)
    if (wrong) return wrong
    const at = await stores.now()
    const actor = actorOf(principal)
    const next: Endpoint = {
      ...endpoint,
      name: wishes.name ?? endpoint.name,
      url: wishes.url ?? endpoint.url,
      eventTypes: wishes.eventTypes ?? endpoint.eventTypes,
      teams: wishes.teams ?? endpoint.teams,
      policies: wishes.policies ?? endpoint.policies,
      format: wishes.format ?? endpoint.format,
      disabled: disabled ? (endpoint.disabled ?? { at, because: `${actor.name} disabled it.` }) : endpoint.disabled,
      ...(disabled === false ? { disabled: null } : {}),
      updatedAt: at,
    }
    await stores.webhooks.update(next)
    if (endpoint.disabled && !next.disabled) await resumeEndpoint(stores, endpoint.id)
    await stores.audit.append({
      type: 'webhook.changed',
      approvalId: null,
      actor,
      at,
      data: { endpointId: endpoint.id, fields: Object.keys(command.change), disabled: next.disabled !== null },
    })
    return { kind: 'changed' }
  })
}
