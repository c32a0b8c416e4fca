// Prisma's migration folders: read, compare with the schema, apply. The result in the database is what
// `prisma migrate deploy` leaves (`_prisma_migrations` with its checksums), so either tool can continue after the other.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deployJobQueue } from './job-queue.mjs'
import { migrationsFolder, schemaPath } from './places.mjs'
import { openSchemaEngine } from './schema-engine.mjs'

const filters = { externalTables: [], externalEnums: [] }
const ours = { schemaPath, migrationsFolder }

async function readMigrations(folder) {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: await readFile(join(folder, path, 'migration.sql'), 'utf8') },
      },
    })),
  )
  const lockfile = { path: 'migration_lock.toml', content: await readFile(join(folder, 'migration_lock.toml'), 'utf8') }
  return { baseDir: folder, shadowDbInitScript: '', lockfile, migrationDirectories }
}

async function withEngine(url, source, use) {
  const content = await readFile(source.schemaPath, 'utf8')
  const { engine, close } = await openSchemaEngine(url, [[source.schemaPath, content]])
  try {
    return await use(engine, { files: [{ path: source.schemaPath, content }] })
  } finally {
    await close()
  }
}

/** Applies what is missing, the job queue's tables included; returns the names applied, in order. */
export async function deployMigrations(url, source = ours) {
  const applied = await applyMigrations(url, source)
  if (source === ours) await deployJobQueue(url)
  return applied
}

function applyMigrations(url, source) {
  return withEngine(url, source, async (engine) => {
    const migrationsList = await readMigrations(source.migrationsFolder)
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters })
    return appliedMigrationNames
  })
}

/** How the database's record of migrations compares with the folders. */
export function readMigrationStatus(url, source = ours) {
  return withEngine(url, source, async (engine) => {
    const migrationsList = await readMigrations(source.migrationsFolder)
    return engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters })
  })
}

/** The SQL that is missing in the migrations to reach the schema; empty when they agree. Builds a shadow database. */
export function diffMigrationsToSchema(url, source = ours) {
  return withEngine(url, source, async (engine, schema) => {
    const migrationsList = await readMigrations(source.migrationsFolder)
    const from =
      migrationsList.migrationDirectories.length > 0 ? { tag: 'migrations', ...migrationsList } : { tag: 'empty' }
    const to = { tag: 'schemaDatamodel', ...schema }
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters })
    const sql = stdout ?? ''
    return sql.trim() === '-- This is an empty migration.' ? '' : sql
  })
}
