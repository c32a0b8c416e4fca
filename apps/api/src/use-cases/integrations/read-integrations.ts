import type { IntegrationId } from '@countersign/shared/ids'
import { integrationId } from '@countersign/shared/ids'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { IntegrationRecord } from '../../ports/integrations.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { authorizedSetup } from './setup.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface IntegrationsQuery {
  readonly principal: Principal
  /** The last id of the page before. */
  readonly cursor: string | undefined
  readonly limit: number
}

export type IntegrationsRead = {
  readonly kind: 'read'
  readonly items: readonly IntegrationRecord[]
  readonly nextCursor: string | null
}

/** Newest first. */
export async function readIntegrations(
  { unitOfWork }: Deps,
  { principal, cursor, limit }: IntegrationsQuery,
): Promise<IntegrationsRead | Refused> {
  return unitOfWork.transaction(async (stores): Promise<IntegrationsRead | Refused> => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    const after = cursor === undefined ? null : parseCursor(cursor)
    if (after === undefined)
      return refused({
        code: 'invalid-request',
        errors: [{ pointer: '/cursor', message: 'is not a cursor of this list; leave it out to begin anew' }],
      })
    const found = await stores.integrations.list(after, limit + 1)
    const items = found.slice(0, limit)
    return { kind: 'read', items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
  })
}

function parseCursor(cursor: string): IntegrationId | undefined {
  const parsed = integrationId.safeParse(cursor)
  return parsed.success ? parsed.data : undefined
}
