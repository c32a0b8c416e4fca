import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIdentifiers } from '../../src/adapters/crypto/identifiers.ts'
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'
import { createPostgresTokenVault, purgeExpiredTokens } from '../../src/adapters/postgres/token-vault.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { tokenVaultContract } from './token-vault.ts'

let testDatabase: TestDatabase
let database: Database

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.databaseUrl, {
    applicationName: 'token-vault-test',
    maxConnections: 10,
    onIdleError: (error) => {
      throw error
    },
  })
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})

tokenVaultContract('PostgreSQL', () => createPostgresTokenVault(database.prisma))

describe('the purge of the PostgreSQL vault', () => {
  it('removes what has expired, a bounded number at a time, and nothing else', async () => {
    const [vault, ids] = [createPostgresTokenVault(database.prisma), createIdentifiers()]
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]
    const expired = [ids.attempt(), ids.attempt(), ids.attempt()]
    const waiting = ids.attempt()
    for (const attempt of expired) await vault.put(attempt, 'v1.k1.n.old', past)
    await vault.put(waiting, 'v1.k1.n.new', future)
    expect(await purgeExpiredTokens(database.prisma, 2)).toBe(2)
    expect(await purgeExpiredTokens(database.prisma, 2)).toBe(1)
    expect(await purgeExpiredTokens(database.prisma, 2)).toBe(0)
    expect(await vault.get(waiting)).toBe('v1.k1.n.new')
  })
})
