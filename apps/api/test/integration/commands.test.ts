import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresApiKeys } from '../../src/adapters/postgres/api-keys.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { buildService } from '../crash/service-process.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  buildService()
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function command(name: string, ...args: readonly string[]) {
  const bin = fileURLToPath(new URL(`../../dist/bin/${name}.js`, import.meta.url))
  const env = { PATH: process.env.PATH, DATABASE_URL: database.databaseUrl }
  return spawnSync(process.execPath, [bin, ...args], { env, encoding: 'utf8' })
}

async function asOwner(sql: string) {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

const authenticate = async (key: string) => {
  const opened = openDatabase(database.databaseUrl, {
    applicationName: 'test',
    maxConnections: 1,
    onIdleError: () => {},
  })
  const found = await createPostgresApiKeys(opened.pool).authenticate(key)
  await opened.close()
  return found
}

describe('the commands', () => {
  it('seed the demo once, with a key that may register and decides for nobody', async () => {
    const first = command('seed-demo', '--key')
    expect(first.stderr).toBe('')
    const { apiKey } = JSON.parse(first.stdout) as { apiKey: string }
    expect(await authenticate(apiKey)).toMatchObject({
      actsAs: null,
      scopes: expect.arrayContaining(['approvals:request']),
    })
    const count = () =>
      asOwner(
        'select (select count(*) from app_user) people, (select count(*) from membership) seats, (select count(*) from policy_version) policies',
      )
    const before = await count()
    expect(before).toEqual([{ people: '7', seats: '11', policies: '7' }])
    expect(command('seed-demo').status).toBe(0)
    expect(await count()).toEqual(before)
  })

  it('make, list and revoke keys', async () => {
    const made = command(
      'keys',
      'create',
      '--name',
      'CI',
      '--scopes',
      'approvals:request,approvals:read',
      '--teams',
      'payments',
      '--json',
    )
    expect(made.status).toBe(0)
    const { id, apiKey } = JSON.parse(made.stdout) as { id: string; apiKey: string }
    expect(await authenticate(apiKey)).toMatchObject({ name: 'CI', teams: ['payments'] })
    const listed = command('keys', 'list').stdout
    expect(listed).toContain(id)
    expect(listed).not.toContain(apiKey.slice(-43, -4))
    expect(command('keys', 'revoke', id).status).toBe(0)
    expect(await authenticate(apiKey)).toBeUndefined()
    expect(command('keys', 'revoke', id).status).toBe(1)
  })

  it('say what is wrong with what they were asked', () => {
    const wrong: [readonly string[], RegExp][] = [
      [['create', '--name', 'CI', '--scopes', 'everything'], /approvals:request/],
      [['create', '--name', 'CI', '--scopes', 'approvals:read', '--acts-as', 'usr_nobody'], /no user "usr_nobody"/],
      [['create', '--name', 'CI', '--scopes', 'approvals:read', '--teams', 'nobody'], /no team "nobody"/],
      [['create', '--name', 'CI', '--scopes', 'approvals:read', '--expires-days', '0'], /1 to 3650/],
    ]
    for (const [args, message] of wrong) {
      const { status, stderr } = command('keys', ...args)
      expect(status).not.toBe(0)
      expect(stderr).toMatch(message)
      expect(stderr).not.toContain('    at ')
    }
  })

  it('verify the log, and name the first entry that was changed', async () => {
    const intact = command('audit', 'verify')
    expect(intact.stdout).toMatch(/^intact: \d+ entries/)
    expect(intact.status).toBe(0)
    await asOwner('alter table audit_entry disable trigger user')
    await asOwner(`update audit_entry set leaf = replace(leaf, 'CI', 'XX') where seq = 2`)
    const broken = command('audit', 'verify')
    expect(broken.stdout).toMatch(/^BROKEN at entry 2: /)
    expect(broken.status).toBe(1)
  })
})
