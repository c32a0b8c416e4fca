import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileAnchor } from '../../src/adapters/anchors/file-anchor.ts'
import { ConfigError, parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { wireWorker } from '../../src/wiring/wire-worker.ts'

import { useAuditWorld } from './audit-world.ts'

const world = useAuditWorld()
const key = () => randomBytes(32).toString('base64')
const signing = key()
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-anchor-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true })
})

const settings = (env: Readonly<Record<string, string>>) =>
  parseConfig(
    readEnv({
      DATABASE_URL: world.core.testDatabase.databaseUrl,
      TOKEN_KEYS: `k1:${key()}`,
      TOKEN_HASH_KEY: key(),
      SESSION_SECRETS: key(),
      TOKEN_VAULT: 'postgres',
      AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:9',
      WORKER_PORT: '0',
      PUBLIC_URL: 'https://approvals.example.com',
      ...env,
    }),
  )

/** What the worker says of itself while it runs. */
async function running(
  env: Readonly<Record<string, string>>,
  until: (said: string, metrics: string) => Promise<boolean> | boolean,
) {
  const said: string[] = []
  const worker = await wireWorker({ ...settings(env), logStream: { write: (line: string) => void said.push(line) } })
  try {
    for (let tries = 0; tries < 400; tries += 1) {
      const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text()
      if (await until(said.join(''), metrics)) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`it did not come to that: ${said.join('')}`)
  } finally {
    await worker.drain()
  }
}

describe('a worker', () => {
  it('signs what was logged and brings it to the anchor, under the name of the service', async () => {
    await world.append(3)
    await running({ AUDIT_SIGNING_KEYS: signing, AUDIT_ANCHOR: `file:${directory}` }, async () =>
      Boolean(await createFileAnchor(directory).newest('approvals.example.com/audit', 3)),
    )
    const { newest } = await world.deps().tree.state()
    expect(newest).toMatchObject({ size: 3, note: expect.stringMatching(/^approvals\.example\.com\/audit\n3\n/) })
  })

  it('reports at its start that a backup was restored (D5)', async () => {
    await world.tamper(`
      delete from audit_anchored; delete from audit_checkpoint; delete from audit_entry;
      update audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex')`)
    await running(
      { AUDIT_SIGNING_KEYS: signing, AUDIT_ANCHOR: `file:${directory}` },
      (said, metrics) =>
        said.includes('NOT WHAT WAS SIGNED') || metrics.includes('countersign_audit_halted{role="worker"} 1'),
    )
  })

  it('does without a key on a laptop, and not in production', async () => {
    await running({}, (_, metrics) => metrics.includes('countersign_audit_guard_faults{role="worker"} 0'))
    await expect(wireWorker(settings({ NODE_ENV: 'production' }))).rejects.toThrow(ConfigError)
  })
})
