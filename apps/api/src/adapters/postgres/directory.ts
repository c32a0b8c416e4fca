import { integrationId, teamId, userId } from '@countersign/shared/ids'
import { ROLES } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { Integration, User } from '../../domain/principal.ts'
import type { DirectoryStore, Team } from '../../ports/unit-of-work.ts'
import { Prisma } from './generated/client.ts'
import type { Statements } from './statements.ts'

/** A person as `authorize` judges them, of a row `u` of app_user. */
export const USER_COLUMNS = Prisma.sql`
  u.id, u.name, u.email, u.role, u.disabled_at is not null as disabled,
  exists (select from integration x where x.acts_as = u.id) as of_integration,
  coalesce((select jsonb_agg(m.team_id order by m.team_id) from membership m where m.user_id = u.id), '[]') as teams,
  coalesce((select jsonb_agg(jsonb_build_object('issuer', i.issuer, 'subject', i.subject))
    from identity i where i.user_id = u.id), '[]') as identities`

export const userRow = z
  .object({
    id: userId,
    name: z.string(),
    email: z.string().nullable(),
    role: z.enum(ROLES),
    disabled: z.boolean(),
    of_integration: z.boolean(),
    teams: z.array(teamId),
    identities: z.array(z.object({ issuer: z.string(), subject: z.string() })),
  })
  .transform(({ of_integration: ofIntegration, ...user }): User => ({ ...user, ofIntegration }))

const integrationRow = z.object({
  id: integrationId,
  name: z.string(),
  acts_as: userId,
  keepers: z.array(z.string()),
  teams: z.array(teamId),
  policies: z.array(z.string()),
  outcomes: z.array(z.string()),
  heartbeats: z.boolean(),
  disabled: z.boolean(),
  secret_counts: z.boolean(),
})

const teamRow = z
  .object({ id: teamId, name: z.string(), default_policy: z.string() })
  .transform(({ id, name, default_policy: defaultPolicy }): Team => ({ id, name, defaultPolicy }))

const policyRow = z.object({
  name: z.string(),
  version: z.int(),
  document: z.object({ requesterMayDecide: z.boolean().default(false) }),
})

export function createDirectoryStore(tx: Statements): DirectoryStore {
  return {
    async user(id) {
      const [row] = await tx.rows`select ${USER_COLUMNS} from app_user u where u.id = ${id}`
      return row === undefined ? undefined : userRow.parse(row)
    },

    async team(id) {
      const [row] = await tx.rows`select id, name, default_policy from team where id = ${id}`
      return row === undefined ? undefined : teamRow.parse(row)
    },

    async integration(id, signedWith) {
      const [raw] = await tx.rows`
        select i.id, i.name, i.acts_as, i.keepers, i.teams, i.policies, i.outcomes, i.heartbeats,
          i.disabled_at is not null as disabled,
          exists (select from signing_secret s where s.id = ${signedWith} and s.integration_id = i.id
            and (s.expires_at is null or s.expires_at > countersign_now())) as secret_counts
        from integration i where i.id = ${id}`
      return raw === undefined ? undefined : toIntegration(this, integrationRow.parse(raw))
    },

    async teamOfPolicy(policy) {
      const rows = await tx.rows`
        select id, name, default_policy from team where default_policy = ${policy} limit 2`
      return rows.length === 1 ? teamRow.parse(rows[0]) : undefined
    },

    async policy(name, version) {
      const [row] = await tx.rows`
        select v.policy_name as name, v.version, v.document from policy p
        join policy_version v on v.policy_name = p.name and v.version = coalesce(${version ?? null}::int, p.current_version)
        where p.name = ${name}`
      if (row === undefined) return undefined
      const { document, ...policy } = policyRow.parse(row)
      return { ...policy, requesterMayDecide: document.requesterMayDecide }
    },
  }
}

const KEY = 'key:'

async function toIntegration(
  directory: Pick<DirectoryStore, 'user'>,
  row: z.output<typeof integrationRow>,
): Promise<Integration | undefined> {
  const { acts_as, disabled, secret_counts, keepers, ...facts } = row
  const actsAs = await directory.user(acts_as)
  if (!actsAs) return undefined
  const people: User[] = []
  for (const id of keepers.filter((keeper) => !keeper.startsWith(KEY))) {
    const keeper = await directory.user(id)
    if (keeper) people.push(keeper)
  }
  const keys = keepers.filter((keeper) => keeper.startsWith(KEY)).map((keeper) => keeper.slice(KEY.length))
  const standing = disabled ? 'disabled' : secret_counts ? 'good' : 'secret-gone'
  return { ...facts, actsAs, keepers: { people, keys }, standing }
}
