import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startChild } from '../scripts/lib/child.mjs'
import { ensureAppRole, ensureDatabase } from '../scripts/lib/database-roles.mjs'
import { deployMigrations } from '../scripts/lib/migrations.mjs'
import { root } from '../scripts/lib/places.mjs'
import { startScratchPostgres } from '../scripts/lib/scratch-postgres.mjs'

const APP_PASSWORD = 'bench'
const bin = (name) => join(root, 'apps/api/dist/bin', `${name}.js`)

/** PostgreSQL, the local engine and the API, each a process of its own; the worker is started when it is measured. */
export async function startBenchStack(more = {}) {
  const postgres = await startScratchPostgres()
  const ownerUrl = postgres.url('countersign')
  const databaseUrl = postgres.url('countersign', 'countersign_app', APP_PASSWORD)
  await ensureDatabase(ownerUrl)
  await ensureAppRole(ownerUrl, databaseUrl)
  await deployMigrations(ownerUrl)

  const { startStepFunctionsLocal } = await import('@countersign/stepfunctions-local')
  const handlers = {}
  const engine = await startStepFunctionsLocal({ handlers })
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    MIGRATION_DATABASE_URL: ownerUrl,
    AUTH_MODE: 'demo',
    API_PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    TOKEN_VAULT: 'postgres',
    TOKEN_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    SESSION_SECRETS: randomBytes(32).toString('base64'),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_SFN: engine.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
    ...more,
  }
  await promisify(execFile)(process.execPath, [bin('seed-demo')], { env })
  // Two keys: who asks may not decide.
  const asker = await issueKey(env, ['--name', 'bench asks', '--scopes', 'approvals:request'])
  const voter = await issueKey(env, [
    ...['--name', 'bench decides', '--scopes', 'approvals:read,approvals:decide'],
    ...['--acts-as', 'usr_ana'],
  ])
  const api = await startService('api', env)

  let worker
  return {
    databaseUrl,
    engine,
    handlers,
    apiUrl: `http://127.0.0.1:${api.port}`,
    asker: { authorization: `Bearer ${asker}` },
    voter: { authorization: `Bearer ${voter}` },
    async startWorker() {
      worker = await startService('worker', env)
    },
    /** Processor time so far; unlike rates, it hardly depends on what else the machine does. */
    cpuSeconds: async (name) => {
      const { port } = name === 'worker' ? worker : api
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      return Number(/^process_cpu_seconds_total\S* (\S+)/m.exec(text)?.[1])
    },
    async stopWorker() {
      await worker?.stop()
      worker = undefined
    },
    /** Every event of every team goes there. */
    async addWebhook(url) {
      const admin = await issueKey(env, ['--name', 'bench sets up', '--scopes', 'settings:manage'])
      const response = await fetch(`http://127.0.0.1:${api.port}/v1/webhooks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'bench', url }),
      })
      if (response.status !== 201) throw new Error(`adding a webhook answered ${response.status}`)
    },
    async stop() {
      await this.stopWorker()
      await api.stop()
      await engine.close()
      await postgres.stop()
    },
  }
}

async function issueKey(env, args) {
  const { stdout } = await promisify(execFile)(process.execPath, [bin('keys'), 'create', ...args], { env })
  return /apk_live_\S+/.exec(stdout)?.[0]?.replace(/["',]+$/, '')
}

async function startService(name, env) {
  let announce
  const ready = new Promise((resolve) => {
    announce = resolve
  })
  const lines = []
  const child = startChild(process.execPath, [bin(name)], {
    // The ready line is of level info.
    env: { ...env, LOG_LEVEL: 'info' },
    onLine(line) {
      lines.push(line)
      if (lines.length > 20) lines.shift()
      if (line.includes('"msg":"ready"')) announce(JSON.parse(line).port)
    },
  })
  const port = await Promise.race([
    ready,
    child.exited.then((code) => {
      throw new Error(`${name} ended with ${code}:\n${lines.join('\n')}`)
    }),
  ])
  return { port, stop: child.stop }
}
