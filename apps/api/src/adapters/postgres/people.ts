import type { TeamId, UserId } from '@countersign/shared/ids'
import type { Role } from '@countersign/shared/statuses'
import type { Pool } from 'pg'
import type { Identity } from '../../domain/principal.ts'
import type { People, PersonCard, TeamName } from '../../ports/people.ts'

export function createPostgresPeople(pool: Pool): People {
  const read = async (where: string, values: readonly unknown[]): Promise<readonly PersonCard[]> => {
    const { rows } = await pool.query<CardRow>(`${CARDS} where ${where} order by u.name, u.id`, [...values])
    return rows.map(toCard)
  }
  return {
    user: async (id) => (await read('u.id = $1', [id]))[0]?.user,
    card: async (id) => (await read('u.id = $1', [id]))[0],
    everyone: () => read('u.disabled_at is null', []),
  }
}

interface CardRow {
  readonly id: UserId
  readonly name: string
  readonly email: string | null
  readonly title: string
  readonly role: Role
  readonly disabled: boolean
  readonly teams: readonly (TeamName & { id: TeamId })[]
  readonly identities: readonly Identity[]
}

const CARDS = `
  select u.id, u.name, u.email, u.title, u.role, u.disabled_at is not null as disabled,
    coalesce((select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name)
      from membership m join team t on t.id = m.team_id where m.user_id = u.id), '[]') as teams,
    coalesce((select json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject))
      from identity i where i.user_id = u.id), '[]') as identities
  from app_user u`

function toCard({ title, teams, ...row }: CardRow): PersonCard {
  return { user: { ...row, teams: teams.map((team) => team.id) }, title, teams }
}
