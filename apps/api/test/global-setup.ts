import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { ensureAppRole, ensureDatabase } from '../../../scripts/lib/database-roles.mjs'
import { deployMigrations } from '../../../scripts/lib/migrations.mjs'
import { startScratchPostgres } from '../../../scripts/lib/scratch-postgres.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { port: number; ownerUrl: string; appUrl: string }
  }
}

const TEMPLATE = 'countersign_template'
const SETTINGS = {
  // Each worker file has its own database with the pools of an api and a worker.
  max_connections: '300',
  // The suite kills our processes, never the machine: what PostgreSQL was told is safe without waiting for a disk.
  fsync: 'off',
  full_page_writes: 'off',
}

/** One PostgreSQL for the run, holding one database built by our migrations; each test file gets a copy of it. */
export default async function startPostgresOnce(project: TestProject): Promise<() => Promise<void>> {
  const server = await startScratchPostgres(SETTINGS)
  const ownerUrl = server.url(TEMPLATE)
  const appUrl = server.url(TEMPLATE, 'countersign_app', 'countersign_app')
  await ensureDatabase(ownerUrl)
  await ensureAppRole(ownerUrl, appUrl)
  await deployMigrations(ownerUrl)
  await closeToConnections(server.url('postgres'))
  project.provide('postgres', { port: server.port, ownerUrl, appUrl })
  return () => server.stop()
}

/** PostgreSQL does not copy a database that somebody is connected to. */
async function closeToConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`alter database ${TEMPLATE} with is_template true allow_connections false`)
  await client.end()
}
