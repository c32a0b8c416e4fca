import { userId } from '@countersign/shared/ids'
import type { IntegrationRequest, IssuedSecret } from '@countersign/shared/integrations'
import { readyMade } from '../../domain/integrations/mapping-templates.ts'
import type { Principal } from '../../domain/principal.ts'
import { userOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { IntegrationRecord } from '../../ports/integrations.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { type CheckDeps, checkIntegration } from './check-integration.ts'
import { keepSecret, type SecretDeps } from './keep-secret.ts'
import { auditSetup, authorizedSetup, keepersOf, mappingSha256 } from './setup.ts'

type Deps = CheckDeps & SecretDeps & { readonly unitOfWork: UnitOfWork; readonly identifiers: Identifiers }

export interface CreateIntegrationCommand {
  readonly principal: Principal
  readonly request: IntegrationRequest
}

export type IntegrationCreated = {
  readonly kind: 'created'
  readonly integration: IntegrationRecord
  readonly secret: IssuedSecret
}

/** Makes the integration, who it acts as, and its first secret. */
export async function createIntegration(
  deps: Deps,
  { principal, request }: CreateIntegrationCommand,
): Promise<IntegrationCreated | Refused> {
  const id = deps.identifiers.integration()
  const secretId = deps.identifiers.secret()
  const endpointId = deps.identifiers.endpoint()
  return deps.unitOfWork.transaction(async (stores): Promise<IntegrationCreated | Refused> => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    const { name, kind, teams, policies, outcomes, heartbeats, forwardUrl = null } = request
    const mapping = request.mapping ?? readyMade(kind)
    const fault = await checkIntegration(deps, stores.directory, { teams, policies, mapping, forwardUrl })
    if (fault) return fault
    const at = await stores.now()
    const keepers = keepersOf(setup.principal)
    const ownerId = userOf(setup.principal)?.id ?? null
    const actsAs = userId.parse(`usr_${id.slice('int_'.length)}`)
    const facts = { id, name, kind, teams, policies, outcomes, heartbeats, mapping, keepers, ownerId, actsAs }
    if ((await stores.integrations.insert({ ...facts, createdAt: at })) === 'name-taken') return nameTaken(name)
    const kept = await keepSecret(deps, stores, { id: secretId, integrationId: id, given: undefined, at })
    // A fresh secret of 256 bits is not in use; if it were, nothing of this may stay.
    if (kept.kind === 'refused') throw new Error('a fresh secret was in use')
    const made = await stores.integrations.find(id)
    if (!made) throw new Error('an integration vanished while it was made')
    if (forwardUrl !== null)
      await stores.integrations.setForward(made, { url: forwardUrl, endpointId, revive: true }, at)
    const integration = (await stores.integrations.find(id)) ?? made
    await stores.audit.append(
      auditSetup('integration.created', setup.principal, at, {
        ...{ integrationId: id, kind, teams: [...teams], policies: [...policies], outcomes: [...outcomes], heartbeats },
        ...{ mappingSha256: mappingSha256(mapping), forwards: forwardUrl !== null, secretId },
      }),
    )
    return { kind: 'created', integration, secret: kept.issued }
  })
}

export const nameTaken = (name: string): Refused =>
  refused({ code: 'name-taken', sentence: `There is an integration called “${name}” already. Choose another name.` })
