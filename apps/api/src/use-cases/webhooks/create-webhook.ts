import type { EndpointId } from '@countersign/shared/ids'
import type { WebhookRequest } from '@countersign/shared/webhooks'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Egress } from '../../ports/egress.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { checkFilters } from './check-filters.ts'
import { type IssuedSigningSecret, issueSigningSecret } from './issue-signing-secret.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly secretSealer: SecretSealer
  readonly egress: Pick<Egress, 'checkUrl'>
}

export interface CreateWebhookCommand {
  readonly principal: Principal
  readonly request: WebhookRequest
}

export type WebhookMade = { readonly kind: 'made'; readonly id: EndpointId; readonly issued: IssuedSigningSecret }

/** A new endpoint with its first secret. It is told what happens from now on. */
export async function createWebhook(deps: Deps, command: CreateWebhookCommand): Promise<WebhookMade | Refused> {
  const { request } = command
  const id = deps.identifiers.endpoint()
  return deps.unitOfWork.transaction(async ({ directory, webhooks, audit, now }): Promise<WebhookMade | Refused> => {
    const principal = await refreshPrincipal(directory, command.principal)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    const wrong = await checkFilters(deps.egress, directory, request)
    if (wrong) return wrong
    const at = await now()
    const issued = issueSigningSecret(deps, at)
    await webhooks.insert({ id, ...request, integrationId: null, createdAt: at, updatedAt: at, disabled: null })
    await webhooks.insertSecret(id, issued.row)
    await audit.append({
      type: 'webhook.created',
      approvalId: null,
      actor: actorOf(principal),
      at,
      data: {
        endpointId: id,
        secretId: issued.row.id,
        eventTypes: [...request.eventTypes],
        teams: [...request.teams],
        policies: [...request.policies],
        format: request.format,
      },
    })
    return { kind: 'made', id, issued }
  })
}
