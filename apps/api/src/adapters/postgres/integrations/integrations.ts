import { INTEGRATION_KINDS } from '@countersign/shared/channels'
import { endpointId, type IntegrationId, integrationId, secretId, teamId } from '@countersign/shared/ids'
import { mapping } from '@countersign/shared/integrations'
import { z } from 'zod'
import type { IntegrationRecord, IntegrationStore } from '../../../ports/integrations.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'
import { columnsOf, toJson } from '../statements.ts'
import { insertIdentity, moveIdentity } from './acting-identity.ts'
import { FORWARDING_OFF, setForward } from './forward.ts'

const person = z.object({ id: z.string(), name: z.string() })

const integrationRow = z
  .object({
    id: integrationId,
    name: z.string(),
    kind: z.enum(INTEGRATION_KINDS),
    actor: person,
    owner: person.nullable(),
    teams: z.array(teamId),
    policies: z.array(z.string()),
    outcomes: z.array(z.string()),
    mapping,
    heartbeats: z.boolean(),
    created_at: instant,
    updated_at: instant,
    disabled_at: instant.nullable(),
    forward: z.object({ id: endpointId, url: z.string(), because: z.string().nullable() }).nullable(),
    secrets: z.array(
      z.object({ id: secretId, last_four: z.string(), created_at: instant, expires_at: instant.nullable() }),
    ),
  })
  .transform(
    ({ actor, created_at, updated_at, disabled_at, forward, secrets, ...row }): IntegrationRecord => ({
      ...row,
      actsAs: actor,
      createdAt: created_at,
      updatedAt: updated_at,
      disabledAt: disabled_at,
      forward: forward && { endpointId: forward.id, url: forward.url, disabledBecause: forward.because },
      secrets: secrets.map((secret) => ({
        id: secret.id,
        lastFour: secret.last_four,
        createdAt: secret.created_at,
        expiresAt: secret.expires_at,
      })),
    }),
  )

const integrationRows = z.array(integrationRow)

const selectIntegration = Prisma.sql`
  select i.id, i.name, i.kind, jsonb_build_object('id', u.id, 'name', u.name) as actor,
    case when o.id is null then null else jsonb_build_object('id', o.id, 'name', o.name) end as owner,
    i.teams, i.policies, i.outcomes, i.mapping, i.heartbeats, i.created_at, i.updated_at, i.disabled_at,
    (select jsonb_build_object('id', e.id, 'url', e.url, 'because', e.disabled_because) from webhook_endpoint e
      where e.integration_id = i.id and e.disabled_because is distinct from ${FORWARDING_OFF}
      order by e.created_at desc limit 1) as forward,
    coalesce((select jsonb_agg(to_jsonb(s) - 'sealed' - 'fingerprint' order by s.created_at desc, s.id desc)
      from signing_secret s
      where s.integration_id = i.id and (s.expires_at is null or s.expires_at > countersign_now())), '[]') as secrets
  from integration i join app_user u on u.id = i.acts_as left join app_user o on o.id = i.owner_id`

export function createIntegrationStore(tx: Statements): IntegrationStore {
  /** Names are looked up and then taken: two admins with the same idea must not do both at once. */
  async function isNameFree(name: string, owner: IntegrationId): Promise<boolean> {
    await tx.rows`select pg_advisory_xact_lock(hashtextextended('integration names', 0))`
    return (await tx.rows`select 1 from integration where name = ${name} and id <> ${owner}`).length === 0
  }

  return {
    async insert(integration) {
      if (!(await isNameFree(integration.name, integration.id))) return 'name-taken'
      await insertIdentity(tx, integration)
      const { id, name, kind, actsAs, ownerId, keepers, teams, policies, outcomes, heartbeats, createdAt } = integration
      const row = {
        ...{ id, name, kind, acts_as: actsAs, owner_id: ownerId, keepers, teams, policies, outcomes, heartbeats },
        mapping: toJson(integration.mapping),
        created_at: createdAt,
        updated_at: createdAt,
      }
      await tx.run`insert into integration ${columnsOf(row)}`
      return 'inserted'
    },

    async change(id, change) {
      if (!(await isNameFree(change.name, id))) return 'name-taken'
      const { name, teams, policies, outcomes, heartbeats, disabledAt, updatedAt } = change
      await tx.run`
        update integration set name = ${name}, teams = ${teams}, policies = ${policies}, outcomes = ${outcomes},
          mapping = ${toJson(change.mapping)}::jsonb, heartbeats = ${heartbeats}, disabled_at = ${disabledAt},
          updated_at = ${updatedAt}
        where id = ${id}`
      await moveIdentity(tx, id)
      return 'changed'
    },

    async findForChange(id) {
      await tx.rows`select 1 from integration where id = ${id} for update`
      return this.find(id)
    },

    async find(id) {
      return integrationRows.parse(await tx.rows`${selectIntegration} where i.id = ${id}`)[0]
    },

    async list(after, limit) {
      const rows = await tx.rows`
        ${selectIntegration} where ${after}::text is null or i.id < ${after} order by i.id desc limit ${limit}`
      return integrationRows.parse(rows)
    },

    async addKeepers(id, keepers) {
      await tx.run`
        update integration set keepers = (select array_agg(distinct k order by k) from unnest(keepers || ${keepers}::text[]) k)
        where id = ${id}`
    },

    async addSecret({ id, integrationId: owner, sealed, fingerprint, lastFour, createdAt }) {
      const row = {
        id,
        integration_id: owner,
        sealed,
        fingerprint,
        last_four: lastFour,
        created_at: createdAt,
      }
      return (await tx.run`insert into signing_secret ${columnsOf(row)} on conflict (fingerprint) do nothing`) === 1
    },

    async expireSecrets(id, except, at) {
      await tx.run`
        update signing_secret set expires_at = least(expires_at, ${at}::timestamptz)
        where integration_id = ${id} and id <> ${except} and (expires_at is null or expires_at > countersign_now())`
    },

    setForward: (integration, forward, at) => setForward(tx, integration, forward, at),
  }
}
