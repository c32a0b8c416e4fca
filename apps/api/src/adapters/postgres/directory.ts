import { integrationId, teamId, userId } from '@countersign/shared/ids'
import { policyDocument } from '@countersign/shared/policy-document'
import { ROLES } from '@countersign/shared/statuses'
import { z } from 'zod'
import { type Asked, asked as askedSchema } from '../../domain/policy/plan.ts'
import type { Integration, User } from '../../domain/principal.ts'
import type { DirectoryStore, Team } from '../../ports/unit-of-work.ts'
import { Prisma } from './generated/client.ts'
import type { Statements } from './statements.ts'

const personColumns = (row: Prisma.Sql): Prisma.Sql => Prisma.sql`
  ${row}.id, ${row}.name, ${row}.email, ${row}.role, ${row}.disabled_at is not null as disabled,
  exists (select from integration x where x.acts_as = ${row}.id) as of_integration,
  coalesce((select jsonb_agg(m.team_id order by m.team_id) from membership m where m.user_id = ${row}.id), '[]') as teams,
  coalesce((select jsonb_agg(jsonb_build_object('issuer', i.issuer, 'subject', i.subject))
    from identity i where i.user_id = ${row}.id), '[]') as identities`

/** A person as `authorize` judges them, of a row `u` of app_user, with those they stand in for at this moment. */
export const USER_COLUMNS = Prisma.sql`${personColumns(Prisma.sql`u`)},
  coalesce((select jsonb_agg(to_jsonb(absent)) from (
    select ${personColumns(Prisma.sql`a`)} from delegation g join app_user a on a.id = g.absent_id
    where g.delegate_id = u.id and g.ended_at is null
      and g.starts_at <= countersign_now() and g.ends_at > countersign_now()) absent), '[]') as stands_in_for`

const personRow = z
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

const standingIn = z
  .object({ stands_in_for: z.array(personRow) })
  .transform(({ stands_in_for: standsInFor }) => ({ standsInFor }))

export const toUser = (raw: unknown): User => ({ ...personRow.parse(raw), ...standingIn.parse(raw) })

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

const policyRow = z.object({ name: z.string(), version: z.int(), document: policyDocument })

const INTEGRATION_COLUMNS = Prisma.sql`
  i.id, i.name, i.acts_as, i.keepers, i.teams, i.policies, i.outcomes, i.heartbeats, i.disabled_at is not null as disabled`

export function createDirectoryStore(tx: Statements): DirectoryStore {
  return {
    async user(id) {
      const [row] = await tx.rows`select ${USER_COLUMNS} from app_user u where u.id = ${id}`
      return row === undefined ? undefined : toUser(row)
    },

    async team(id) {
      const [row] = await tx.rows`select id, name, default_policy from team where id = ${id}`
      return row === undefined ? undefined : teamRow.parse(row)
    },

    async integration(id, signedWith) {
      const [raw] = await tx.rows`
        select ${INTEGRATION_COLUMNS},
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
      return policyRow.parse(row)
    },

    async usersNamed(name) {
      const rows = await tx.rows`
        select ${USER_COLUMNS} from app_user u where u.id in (
          select id from app_user where lower(id) = ${name} or lower(email) = ${name}
          union select user_id from identity where lower(subject) = ${name} or lower(issuer || '|' || subject) = ${name})
        limit ${MAX_NAMESAKES}`
      return rows.map((row) => toUser(row))
    },

    async namesOf(asked) {
      const idsOf = (kind: Asked['kind']) => asked.flatMap((each) => (each.kind === kind ? [each.id] : []))
      const rows = await tx.rows`
        select 'team' as kind, id, name from team where id = any(${idsOf('team')})
        union all select 'person', id, name from app_user where id = any(${idsOf('person')})
        union all select 'integration', id, name from integration where id = any(${idsOf('integration')})`
      return rows.map((row) => askedSchema.parse(row))
    },

    async peopleOfKey(id) {
      const rows = await tx.rows`
        select ${USER_COLUMNS} from app_user u join api_key k on u.id in (k.acts_as, k.owner_id) where k.id = ${id}`
      return rows.map((row) => toUser(row))
    },

    async systemsAmong(asked) {
      if (asked.length === 0) return []
      const rows = await tx.rows`
        select ${INTEGRATION_COLUMNS}, true as secret_counts from integration i
        where i.id = any(${asked.map(({ id }) => id)}::text[]) and i.disabled_at is null order by i.id`
      const systems: Integration[] = []
      for (const row of rows) {
        const system = await toIntegration(this, integrationRow.parse(row))
        if (system) systems.push(system)
      }
      return systems
    },
  }
}

/** More people of one name than this are no name any more. */
const MAX_NAMESAKES = 20
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
