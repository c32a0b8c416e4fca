import type { EndpointId } from '@countersign/shared/ids'
import type { SecretRequest } from '@countersign/shared/integrations'
import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import { endAfterRotation } from '../../domain/webhooks/rotate.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findEndpoint, ownedByIntegration } from './find-endpoint.ts'
import { type IssuedSigningSecret, issueSigningSecret } from './issue-signing-secret.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly secretSealer: SecretSealer
}

export interface RotateWebhookSecretCommand {
  readonly principal: Principal
  readonly endpointId: EndpointId
  readonly request: SecretRequest
}

type Rotated = { readonly kind: 'rotated'; readonly issued: IssuedSigningSecret }

/** The new secret signs at once; the others go on signing beside it for the overlap, and no longer than they would have. */
export async function rotateWebhookSecret(deps: Deps, command: RotateWebhookSecretCommand): Promise<Rotated | Refused> {
  const { endpointId, request } = command
  return deps.unitOfWork.transaction(async (stores): Promise<Rotated | Refused> => {
    const found = await findEndpoint(stores, command.principal, endpointId)
    if (found.kind === 'refused') return found
    if (found.endpoint.integrationId !== null) return ownedByIntegration('secret')
    const at = await stores.now()
    const live = await stores.webhooks.liveSecrets(endpointId, at)
    const end = endAfterRotation(live, at, request.overlapSeconds)
    if (!end) return refused({ code: 'invalid-request', errors: [TOO_MANY] })
    const issued = issueSigningSecret(deps, at, request.secret)
    await stores.webhooks.endSecrets(endpointId, end)
    await stores.webhooks.insertSecret(endpointId, issued.row)
    await stores.audit.append({
      type: 'webhook.secret-rotated',
      approvalId: null,
      actor: actorOf(found.principal),
      at,
      data: { endpointId, secretId: issued.row.id, othersEndAt: end.toISOString() },
    })
    return { kind: 'rotated', issued }
  })
}

const TOO_MANY = {
  pointer: '/overlapSeconds',
  message: 'five secrets count already: wait until one ends, or send 0 to end them all now',
}
