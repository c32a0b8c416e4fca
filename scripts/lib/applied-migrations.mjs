import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { migrationsFolder } from './places.mjs'

const NO_SUCH_TABLE = '42P01'

/**
 * Whether the database has exactly our migrations, finished and unchanged: one query instead of loading the schema
 * engine at every start. In any doubt the answer is no, and the engine looks more closely.
 */
export async function areMigrationsApplied(url) {
  const folders = (await readdir(migrationsFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const expected = await Promise.all(
    folders.map(async ({ name }) => {
      const sql = await readFile(join(migrationsFolder, name, 'migration.sql'))
      return `${name} ${createHash('sha256').update(sql).digest('hex')}`
    }),
  )
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(
      'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null',
    )
    const present = new Set(rows.filter((row) => row.finished_at).map((row) => `${row.migration_name} ${row.checksum}`))
    return rows.length === expected.length && expected.every((each) => present.has(each))
  } catch (error) {
    if (error.code === NO_SUCH_TABLE) return false
    throw error
  } finally {
    await client.end()
  }
}
