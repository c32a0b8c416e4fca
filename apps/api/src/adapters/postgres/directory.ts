import { teamId, userId } from '@countersign/shared/ids'
import { ROLES } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { DirectoryStore, Team } from '../../ports/unit-of-work.ts'
import type { Statements } from './statements.ts'

const userRow = z.object({
  id: userId,
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(ROLES),
  disabled: z.boolean(),
  teams: z.array(teamId),
  identities: z.array(z.object({ issuer: z.string(), subject: z.string() })),
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
      const [row] = await tx.rows`
        select u.id, u.name, u.email, u.role, u.disabled_at is not null as disabled,
          coalesce((select jsonb_agg(m.team_id order by m.team_id) from membership m where m.user_id = u.id), '[]') as teams,
          coalesce((select jsonb_agg(jsonb_build_object('issuer', i.issuer, 'subject', i.subject))
            from identity i where i.user_id = u.id), '[]') as identities
        from app_user u where u.id = ${id}`
      return row === undefined ? undefined : userRow.parse(row)
    },

    async team(id) {
      const [row] = await tx.rows`select id, name, default_policy from team where id = ${id}`
      return row === undefined ? undefined : teamRow.parse(row)
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
