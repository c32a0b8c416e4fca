import type { IntegrationId } from '@countersign/shared/ids'
import type { IntegrationChange } from '@countersign/shared/integrations'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { IntegrationRecord } from '../../ports/integrations.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { resumeEndpoint } from '../webhooks/resume-endpoint.ts'
import { type CheckDeps, checkIntegration } from './check-integration.ts'
import { nameTaken } from './create-integration.ts'
import { auditSetup, authorizedSetup, keepersOf, mappingSha256 } from './setup.ts'

type Deps = CheckDeps & { readonly unitOfWork: UnitOfWork; readonly identifiers: Identifiers }

export interface ChangeIntegrationCommand {
  readonly principal: Principal
  readonly id: IntegrationId
  readonly change: IntegrationChange
}

export type IntegrationChanged = { readonly kind: 'changed'; readonly integration: IntegrationRecord }

/** What is left out stays. It counts for the next message, and for one that is being decided at this moment. */
export async function changeIntegration(
  deps: Deps,
  { principal, id, change }: ChangeIntegrationCommand,
): Promise<IntegrationChanged | Refused> {
  const endpointId = deps.identifiers.endpoint()
  return deps.unitOfWork.transaction(async (stores): Promise<IntegrationChanged | Refused> => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    const before = await stores.integrations.findForChange(id)
    if (!before) return refused({ code: 'not-found' })
    const after = changed(before, change)
    const forwardUrl = change.forwardUrl === undefined ? (before.forward?.url ?? null) : change.forwardUrl
    const fault = await checkIntegration(deps, stores.directory, { ...after, forwardUrl })
    if (fault) return fault
    const at = await stores.now()
    const { disabled } = change
    const disabledAt = disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? at) : null
    if ((await stores.integrations.change(id, { ...after, disabledAt, updatedAt: at })) === 'name-taken')
      return nameTaken(after.name)
    // Who writes the mapping can have the integration say what they want.
    if (change.mapping) await stores.integrations.addKeepers(id, keepersOf(setup.principal))
    // An endpoint that was disabled because its receiver is gone stays so, unless somebody means it.
    const revive = change.forwardUrl !== undefined || disabled === false
    await forward(stores, id, forwardUrl === null ? null : { url: forwardUrl, endpointId, revive }, at)
    await stores.audit.append(
      auditSetup('integration.changed', setup.principal, at, {
        integrationId: id,
        fields: Object.keys(change).sort(),
        mappingSha256: mappingSha256(after.mapping),
        disabled: disabledAt !== null,
      }),
    )
    const integration = await stores.integrations.find(id)
    if (!integration) throw new Error(`integration ${id} vanished while it was changed`)
    return { kind: 'changed', integration }
  })
}

const changed = (before: IntegrationRecord, change: IntegrationChange) => ({
  name: change.name ?? before.name,
  teams: change.teams ?? before.teams,
  policies: change.policies ?? before.policies,
  outcomes: change.outcomes ?? before.outcomes,
  mapping: change.mapping ?? before.mapping,
  heartbeats: change.heartbeats ?? before.heartbeats,
})

/** Also for what waited at an endpoint that was switched off: its jobs have come and gone. */
async function forward(
  { integrations, ...stores }: Stores,
  id: IntegrationId,
  to: Parameters<Stores['integrations']['setForward']>[1],
  at: Date,
): Promise<void> {
  const integration = await integrations.find(id)
  if (!integration || (to === null && integration.forward === null)) return
  await integrations.setForward(integration, to, at)
  const endpointId = to?.revive && (await integrations.find(id))?.forward?.endpointId
  if (endpointId) await resumeEndpoint(stores, endpointId)
}
