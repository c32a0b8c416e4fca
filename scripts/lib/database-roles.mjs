// Who may do what in PostgreSQL. The owner runs migrations; the service signs in as a role that cannot change the audit
// log. The migrations grant to `countersign_app`, so that role has to exist before them, whatever login the site uses.
import pg from 'pg'

const APP_ROLE = 'countersign_app'
const NOT_ALLOWED = '42501'
const NO_SUCH_DATABASE = '3D000'

/** Makes the database of `ownerUrl` when the server has none of that name yet, as `prisma migrate deploy` does. */
export async function ensureDatabase(ownerUrl) {
  const client = new pg.Client({ connectionString: ownerUrl })
  try {
    await client.connect()
  } catch (error) {
    if (error.code !== NO_SUCH_DATABASE) throw error
    const admin = new URL(ownerUrl)
    const database = decodeURIComponent(admin.pathname.slice(1))
    admin.pathname = '/postgres'
    await withClient(admin.href, (server) => server.query(`create database ${pg.escapeIdentifier(database)}`))
    return
  }
  await client.end()
}

/**
 * Makes the application's role when it is missing. With a login in `appUrl` under another name, that login becomes a
 * member of the role. Existing roles keep their passwords.
 */
export async function ensureAppRole(ownerUrl, appUrl) {
  const login = appUrl ? readLogin(appUrl) : undefined
  await withClient(ownerUrl, async (client) => {
    const roles = await client.query('select rolname from pg_roles where rolname = any($1)', [[APP_ROLE, login?.name]])
    const exists = (name) => roles.rows.some((row) => row.rolname === name)
    if (!exists(APP_ROLE)) {
      const password = login?.name === APP_ROLE ? login.password : undefined
      await explain(
        client,
        `create role ${APP_ROLE} ${password ? `login password ${pg.escapeLiteral(password)}` : 'nologin'}`,
      )
    }
    if (login && login.name !== APP_ROLE && login.name !== readLogin(ownerUrl).name && exists(login.name)) {
      await explain(client, `grant ${APP_ROLE} to ${pg.escapeIdentifier(login.name)}`)
    }
  })
}

async function explain(client, sql) {
  try {
    await client.query(sql)
  } catch (error) {
    if (error.code !== NOT_ALLOWED) throw error
    const safe = sql.replace(/password '.*'/, "password '…'")
    throw new Error(`The migration login may not do this; ask an administrator of the server to run:\n  ${safe};`)
  }
}

function readLogin(url) {
  const { username, password } = new URL(url)
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) }
}

async function withClient(connectionString, use) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
