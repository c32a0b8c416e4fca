import type { IntegrationId } from '@countersign/shared/ids'
import type { IssuedSecret, SecretRequest } from '@countersign/shared/integrations'
import { addSeconds } from '../../domain/deadline.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { keepSecret, type SecretDeps } from './keep-secret.ts'
import { auditSetup, authorizedSetup, keepersOf } from './setup.ts'

/** Each message is compared with all of them; more would be a rotation that never ends. */
const MAX_LIVE_SECRETS = 5

type Deps = SecretDeps & { readonly unitOfWork: UnitOfWork; readonly identifiers: Identifiers }

export interface RotateIntegrationSecretCommand {
  readonly principal: Principal
  readonly id: IntegrationId
  readonly request: SecretRequest
}

export type SecretRotated = { readonly kind: 'rotated'; readonly issued: IssuedSecret }

/** The new secret counts at once, the others for as long as the overlap, and never longer than they would have. */
export async function rotateIntegrationSecret(
  deps: Deps,
  { principal, id, request }: RotateIntegrationSecretCommand,
): Promise<SecretRotated | Refused> {
  const secretId = deps.identifiers.secret()
  return deps.unitOfWork.transaction(async (stores): Promise<SecretRotated | Refused> => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    const integration = await stores.integrations.findForChange(id)
    if (!integration) return refused({ code: 'not-found' })
    const { overlapSeconds, secret: given } = request
    if (overlapSeconds > 0 && integration.secrets.length >= MAX_LIVE_SECRETS) return tooMany()
    const at = await stores.now()
    const kept = await keepSecret(deps, stores, { id: secretId, integrationId: id, given, at })
    if (kept.kind === 'refused') return kept
    await stores.integrations.expireSecrets(id, secretId, addSeconds(at, overlapSeconds))
    // Who has seen a secret can sign with it.
    await stores.integrations.addKeepers(id, keepersOf(setup.principal))
    const facts = { integrationId: id, secretId, overlapSeconds, given: given !== undefined }
    await stores.audit.append(auditSetup('integration.secret_issued', setup.principal, at, facts))
    return { kind: 'rotated', issued: kept.issued }
  })
}

const tooMany = (): Refused =>
  refused({
    code: 'invalid-request',
    errors: [
      {
        pointer: '/overlapSeconds',
        message: `would let ${MAX_LIVE_SECRETS + 1} secrets count at once; wait for one to expire, or send 0`,
      },
    ],
  })
