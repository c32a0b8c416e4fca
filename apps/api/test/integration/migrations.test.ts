import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deployMigrations, diffMigrationsToSchema } from '../../../../scripts/lib/migrations.mjs'
import { migrationsFolder, schemaPath } from '../../../../scripts/lib/places.mjs'
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await createEmptyDatabase()
})
afterEach(() => database.drop())

test('the migrations build exactly what the schema describes', async () => {
  expect(await diffMigrationsToSchema(database.ownerUrl)).toBe('')
})

test('a schema that the migrations do not reach is noticed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-schema-'))
  try {
    const changed = join(folder, 'schema.prisma')
    await writeFile(changed, `${await readFile(schemaPath, 'utf8')}\nmodel Extra {\n  id Int @id\n}\n`)
    const sql = await diffMigrationsToSchema(database.ownerUrl, { schemaPath: changed, migrationsFolder })
    expect(sql).toContain('CREATE TABLE "Extra"')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('an empty database gets every migration, and an up-to-date one gets none', async () => {
  const first = await deployMigrations(database.ownerUrl)
  expect(first.length).toBeGreaterThan(0)
  expect(await recordedMigrations()).toEqual(first.map((name) => ({ migration_name: name, finished: true })))
  expect(await deployMigrations(database.ownerUrl)).toEqual([])
})

test('a migration that fails half-way leaves nothing of itself behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-migrations-'))
  try {
    await cp(migrationsFolder, folder, { recursive: true })
    const broken = join(folder, '99991231235959_broken')
    await cp(join(folder, (await deployMigrations(database.ownerUrl))[0] ?? ''), broken, { recursive: true })
    await writeFile(join(broken, 'migration.sql'), 'create table half (id int); -- one; two\nselect no_such_column;')
    await expect(deployMigrations(database.ownerUrl, { schemaPath, migrationsFolder: folder })).rejects.toThrow(
      'no_such_column',
    )
    expect(await query("select to_regclass('half') as half")).toEqual([{ half: null }])
  } finally {
    await rm(folder, { recursive: true })
  }
})

const recordedMigrations = () =>
  query('select migration_name, finished_at is not null as finished from _prisma_migrations order by migration_name')

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
