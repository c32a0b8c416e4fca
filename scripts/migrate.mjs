// npm run migrate                        applies the migrations that the database misses
// npm run migrate -- status              says which are missing, failed or unknown
// npm run migrate -- diff --name add-x   writes a migration from the difference between the migrations and the schema
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureAppRole, ensureDatabase } from './lib/database-roles.mjs'
import { readEnvironmentSecret } from './lib/environment-secret.mjs'
import { deployMigrations, diffMigrationsToSchema, readMigrationStatus } from './lib/migrations.mjs'
import { migrationsFolder, root } from './lib/places.mjs'
import { startScratchPostgres } from './lib/scratch-postgres.mjs'

const { positionals, values } = parseArgs({ allowPositionals: true, options: { name: { type: 'string' } } })
const commands = { deploy, status, diff }
const command = positionals[0] ?? 'deploy'

try {
  if (!Object.hasOwn(commands, command))
    throw new Error(`No such command: ${command}. There are deploy, status and diff.`)
  process.exitCode = await commands[command]()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function deploy() {
  const url = ownerUrl()
  await ensureDatabase(url)
  await ensureAppRole(url, readEnvironmentSecret('DATABASE_URL'))
  const applied = await deployMigrations(url)
  for (const name of applied) console.log(`applied ${name}`)
  if (applied.length === 0) console.log('nothing to apply')
  return 0
}

async function status() {
  const { history, failedMigrationNames, editedMigrationNames } = await readMigrationStatus(ownerUrl())
  for (const name of failedMigrationNames) console.log(`failed   ${name}`)
  for (const name of editedMigrationNames) console.log(`edited after it was applied   ${name}`)
  for (const name of history?.unappliedMigrationNames ?? []) console.log(`missing  ${name}`)
  for (const name of history?.unpersistedMigrationNames ?? [])
    console.log(`applied, but no folder of that name   ${name}`)
  if (history === null && failedMigrationNames.length === 0) console.log('up to date')
  return history === null && failedMigrationNames.length === 0 ? 0 : 1
}

async function diff() {
  if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(values.name ?? '')) throw new Error('Say what it does: --name add-something')
  const scratch = await startScratchPostgres()
  try {
    // The grants and row policies in the migrations name the application's role.
    await ensureAppRole(scratch.url('postgres'), undefined)
    const sql = await diffMigrationsToSchema(scratch.url('postgres'))
    if (sql === '') {
      console.log('the migrations and the schema agree')
      return 0
    }
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const folder = join(migrationsFolder, `${stamp}_${values.name.replaceAll('-', '_')}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'migration.sql'), sql)
    console.log(`wrote ${relative(root, folder)}/migration.sql; read it before you commit it`)
    return 0
  } finally {
    await scratch.stop()
  }
}

function ownerUrl() {
  const url = readEnvironmentSecret('MIGRATION_DATABASE_URL') ?? readEnvironmentSecret('DATABASE_URL')
  if (!url) throw new Error('Set MIGRATION_DATABASE_URL (or DATABASE_URL) to the database to migrate.')
  return url
}
