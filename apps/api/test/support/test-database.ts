import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  /** As the service signs in: it cannot change the audit log. */
  databaseUrl: string
  /** As the migrations sign in: it may look at and break everything. */
  ownerUrl: string
  drop(): Promise<void>
}

/** A database of its own for the calling test file, a copy of the one built by the migrations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { ownerUrl, appUrl } = inject('postgres')
  const template = new URL(ownerUrl).pathname.slice(1)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(ownerUrl, `create database ${name} template ${template}`)
  return {
    databaseUrl: withDatabase(appUrl, name),
    ownerUrl: withDatabase(ownerUrl, name),
    drop: () => onServer(ownerUrl, `drop database ${name} with (force)`),
  }
}

/** An empty database, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { ownerUrl, appUrl } = inject('postgres')
  const name = `empty_${randomUUID().replaceAll('-', '')}`
  await onServer(ownerUrl, `create database ${name} template template0`)
  return {
    databaseUrl: withDatabase(appUrl, name),
    ownerUrl: withDatabase(ownerUrl, name),
    drop: () => onServer(ownerUrl, `drop database ${name} with (force)`),
  }
}

/** Its end does not wait for its sockets: the database may be dropped, or killed, before they are closed. */
export function openOwnerPool(ownerUrl: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: ownerUrl, max })
  pool.on('error', () => {})
  return pool
}

async function onServer(anyUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(anyUrl, 'postgres') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
