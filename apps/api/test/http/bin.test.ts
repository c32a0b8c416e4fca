import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildService, startService } from '../crash/service-process.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  buildService()
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const secrets = {
  TOKEN_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  SESSION_SECRETS: randomBytes(32).toString('base64'),
}

describe('the api process', () => {
  it('says on which port it is ready, serves, and ends with 0 on SIGTERM', async () => {
    const api = await startService('api', {
      ...secrets,
      DATABASE_URL: database.databaseUrl,
      API_PORT: '0',
      TOKEN_VAULT: 'postgres',
      LOG_LEVEL: 'silent',
    })
    expect((await fetch(`http://127.0.0.1:${api.port}/readyz`)).status).toBe(200)
    await api.kill('SIGTERM')
    expect(await api.ended).toBe(0)
  })

  it('ends at once with everything that is wrong in its settings', () => {
    const bin = fileURLToPath(new URL('../../dist/bin/api.js', import.meta.url))
    const env = { PATH: process.env.PATH, AUTH_MODE: 'demo', NODE_ENV: 'production' }
    const { status, stderr } = spawnSync(process.execPath, [bin], { env, encoding: 'utf8' })
    expect(status).toBe(1)
    for (const name of ['DATABASE_URL', 'TOKEN_KEYS', 'TOKEN_HASH_KEY', 'SESSION_SECRETS', 'AUTH_MODE'])
      expect(stderr).toContain(name)
    expect(stderr).not.toContain('    at ')
  })
})
