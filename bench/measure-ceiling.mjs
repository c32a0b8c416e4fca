import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { closedLoop } from './closed-loop.mjs'

const CONNECTIONS = 16
const CASE = 'x'.repeat(1_000)
const TOKEN = 'x'.repeat(600)

/** The least any implementation must do per registration: one row of a case, one of a sealed token and its log, durable. */
export async function measureCeiling({ databaseUrl }, { seconds }) {
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      return client
    }),
  )
  try {
    return await closedLoop({ seconds, connections: CONNECTIONS }, async (caller) => {
      const client = clients[caller]
      await client.query('begin')
      await client.query({
        name: 'token',
        text: 'insert into sealed_token (attempt_id, envelope, expires_at) values ($1, $2, now())',
        values: [randomUUID(), TOKEN],
      })
      await client.query({
        name: 'record',
        text: `insert into idempotency_record (principal, route, key, body_hash, response, locked_at, expires_at)
               values ('bench', 'bench', $1, '', $2, now(), now())`,
        values: [randomUUID(), CASE],
      })
      await client.query('commit')
      return true
    })
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}
