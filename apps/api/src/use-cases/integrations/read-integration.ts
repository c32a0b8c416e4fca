import type { IntegrationId } from '@countersign/shared/ids'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { IntegrationRecord } from '../../ports/integrations.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { authorizedSetup } from './setup.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export async function readIntegration(
  { unitOfWork }: Deps,
  { principal, id }: { readonly principal: Principal; readonly id: IntegrationId },
): Promise<{ readonly kind: 'read'; readonly integration: IntegrationRecord } | Refused> {
  return unitOfWork.transaction(async (stores) => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    const integration = await stores.integrations.find(id)
    return integration ? { kind: 'read', integration } : refused({ code: 'not-found' })
  })
}
