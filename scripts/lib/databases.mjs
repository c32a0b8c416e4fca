import { createRequire } from 'node:module'
import { usualPort } from './addresses.mjs'
import { startEmbeddedPostgres } from './embedded-postgres.mjs'
import { readEnvironmentSecret } from './environment-secret.mjs'
import { postgresFolder } from './home-folder.mjs'
import { root } from './places.mjs'

const DATABASE = 'countersign'

/** PostgreSQL: the embedded one, or the one that the environment names. */
export async function openPostgres({ connections, secrets }) {
  const databaseUrl = readEnvironmentSecret('DATABASE_URL')
  if (!connections.embedPostgres) {
    const ownerUrl = readEnvironmentSecret('MIGRATION_DATABASE_URL') ?? databaseUrl
    return { databaseUrl, ownerUrl, stop: async () => {}, exited: new Promise(() => {}) }
  }
  const server = await startEmbeddedPostgres({
    dataFolder: postgresFolder,
    password: secrets.databaseOwnerPassword,
    port: usualPort(5433),
    // Enough for the pools of the api, the worker and a few tools.
    settings: { max_connections: '100' },
  })
  return {
    databaseUrl: server.url(DATABASE, 'countersign_app', secrets.databaseAppPassword),
    ownerUrl: server.url(DATABASE),
    stop: server.stop,
    exited: server.exited,
  }
}

/** Brings the database to this version of the code. */
export async function migrate({ ownerUrl, databaseUrl }) {
  const { ensureAppRole, ensureDatabase } = await import('./database-roles.mjs')
  const { areMigrationsApplied } = await import('./applied-migrations.mjs')
  await ensureDatabase(ownerUrl)
  if (await areMigrationsApplied(ownerUrl)) return 'unchanged'
  await ensureAppRole(ownerUrl, databaseUrl)
  const { deployMigrations } = await import('./migrations.mjs')
  const applied = await deployMigrations(ownerUrl)
  return `${applied.length} applied`
}

/** The table of the task tokens. */
export async function createTokenTable({ endpoint, region, table, local }) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const fromApi = createRequire(`${root}/apps/api/package.json`)
  const { DynamoDBClient } = await import(fromApi.resolve('@aws-sdk/client-dynamodb'))
  const { createTokenTable: create } = await import(`${root}/apps/api/dist/adapters/dynamodb/create-token-table.js`)
  const credentials = local ? { accessKeyId: 'local', secretAccessKey: 'local' } : undefined
  const client = new DynamoDBClient({
    region,
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
  })
  try {
    return (await create(client, table)) === 'exists' ? 'unchanged' : undefined
  } finally {
    client.destroy()
  }
}
