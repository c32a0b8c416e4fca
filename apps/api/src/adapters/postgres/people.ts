import { teamId, userId } from '@countersign/shared/ids'
import { ROLES } from '@countersign/shared/statuses'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { People, PersonCard } from '../../ports/people.ts'
import { createDirectoryStore } from './directory.ts'
import { createStatements } from './statements.ts'

export function createPostgresPeople(pool: Pool): People {
  const directory = createDirectoryStore(createStatements(pool))
  const read = async (where: string, values: readonly unknown[]): Promise<readonly PersonCard[]> => {
    const { rows } = await pool.query(`${CARDS} where ${where} order by u.name, u.id`, [...values])
    return rows.map((row) => cardRow.parse(row))
  }
  return {
    user: (id) => directory.user(id),
    card: async (id) => (await read('u.id = $1', [id]))[0],
    everyone: () => read('u.disabled_at is null and not exists (select from integration x where x.acts_as = u.id)', []),
  }
}

const cardRow = z
  .object({
    id: userId,
    name: z.string(),
    email: z.string().nullable(),
    title: z.string(),
    role: z.enum(ROLES),
    disabled: z.boolean(),
    of_integration: z.boolean(),
    teams: z.array(z.object({ id: teamId, name: z.string() })),
    identities: z.array(z.object({ issuer: z.string(), subject: z.string() })),
  })
  .transform(
    ({ title, teams, of_integration: ofIntegration, ...row }): PersonCard => ({
      user: { ...row, ofIntegration, teams: teams.map((team) => team.id) },
      title,
      teams,
    }),
  )

const CARDS = `
  select u.id, u.name, u.email, u.title, u.role, u.disabled_at is not null as disabled,
    exists (select from integration x where x.acts_as = u.id) as of_integration,
    coalesce((select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name)
      from membership m join team t on t.id = m.team_id where m.user_id = u.id), '[]') as teams,
    coalesce((select json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject))
      from identity i where i.user_id = u.id), '[]') as identities
  from app_user u`
