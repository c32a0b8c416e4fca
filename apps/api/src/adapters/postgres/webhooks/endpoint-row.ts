import { WEBHOOK_FORMATS } from '@countersign/shared/channels'
import { EVENT_TYPES } from '@countersign/shared/events'
import { endpointId, integrationId, secretId, teamId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { Endpoint } from '../../../domain/webhooks/endpoint.ts'
import type { SealedSecret } from '../../../ports/webhooks.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'

const endpointRow = z.object({
  id: endpointId,
  name: z.string(),
  url: z.string(),
  integration_id: integrationId.nullable(),
  event_types: z.array(z.enum(EVENT_TYPES)),
  teams: z.array(teamId),
  policies: z.array(z.string()),
  format: z.enum(WEBHOOK_FORMATS),
  created_at: instant,
  updated_at: instant,
  disabled_at: instant.nullable(),
  disabled_because: z.string().nullable(),
})

/** Of `webhook_endpoint e left join integration i`: a forward's teams and policies are its integration's. */
export const ENDPOINT_COLUMNS = Prisma.sql`e.id, e.name, e.url, e.integration_id, e.event_types,
  coalesce(i.teams, e.teams) as teams, coalesce(i.policies, e.policies) as policies, e.format, e.created_at,
  e.updated_at, e.disabled_at, e.disabled_because`

export function toEndpoint(raw: unknown): Endpoint {
  const row = endpointRow.parse(raw)
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    integrationId: row.integration_id,
    eventTypes: row.event_types,
    teams: row.teams,
    policies: row.policies,
    format: row.format,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    disabled: row.disabled_at && { at: row.disabled_at, because: row.disabled_because ?? '' },
  }
}

export const secretRow = z.object({
  id: secretId,
  last_four: z.string(),
  created_at: instant,
  expires_at: instant.nullable(),
})

export const toSecret = (row: z.output<typeof secretRow>): Omit<SealedSecret, 'sealed'> => ({
  id: row.id,
  lastFour: row.last_four,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
