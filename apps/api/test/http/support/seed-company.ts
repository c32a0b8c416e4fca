import pg from 'pg'

/** The people of these tests; each stands for a role in the access matrix. */
export const PEOPLE = {
  ana: { id: 'usr_ana', name: 'Ana Lindqvist', role: 'reviewer', teams: ['payments'] },
  marco: { id: 'usr_marco', name: 'Marco Bianchi', role: 'reviewer', teams: ['payments', 'fulfilment'] },
  dana: { id: 'usr_dana', name: 'Dana Okafor', role: 'reviewer', teams: ['platform'] },
  helen: { id: 'usr_helen', name: 'Helen Weiss', role: 'admin', teams: ['payments', 'fulfilment', 'platform'] },
  joao: { id: 'usr_joao', name: 'João Pereira', role: 'auditor', teams: [] },
} as const

const TEAMS = { payments: 'Payments', fulfilment: 'Fulfilment', platform: 'Platform' }

/** Writes people, teams and one policy as the owner of the database. */
export async function seedCompany(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query("insert into policy (name, current_version) values ('standard', 1)")
    await client.query(`insert into policy_version (policy_name, version, document) values ('standard', 1, '{}')`)
    for (const [id, name] of Object.entries(TEAMS))
      await client.query("insert into team (id, name, default_policy) values ($1, $2, 'standard')", [id, name])
    for (const { id, name, role, teams } of Object.values(PEOPLE)) {
      await client.query('insert into app_user (id, name, email, title, role) values ($1, $2, $3, $4, $5)', [
        id,
        name,
        `${id}@example.com`,
        'Tester',
        role,
      ])
      for (const team of teams)
        await client.query('insert into membership (team_id, user_id) values ($1, $2)', [team, id])
    }
  } finally {
    await client.end()
  }
}
