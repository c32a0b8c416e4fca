import { randomBytes } from 'node:crypto'
import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { callbackAnswer } from '@countersign/shared/integrations'
import { problemSchema } from '@countersign/shared/problems'
import { registered } from '@countersign/shared/registration'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { pruneMessages } from '../../src/use-cases/callbacks-in/prune-messages.ts'
import { wireWorker } from '../../src/wiring/wire-worker.ts'
import { readApproval } from '../http/support/registration-body.ts'
import { openOwnerPool } from '../support/test-database.ts'
import { startTestEngine, type TestEngine } from '../support/test-engine.ts'
import { type IntegrationWorld, startIntegrationWorld } from './integration-world.ts'

const ROLE = 'arn:aws:iam::123456789012:role/workflow'
const KEYS = {
  TOKEN_VAULT: 'postgres',
  TOKEN_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  TOKEN_HASH_KEY: randomBytes(32).toString('base64'),
}

/** The gate of the order saga: reserved goods wait for an outside system, and a refusal is compensated. */
const SAGA = (approval: object) => ({
  StartAt: 'ReserveInventory',
  States: {
    ReserveInventory: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'register', Payload: { 'context.$': '$$', approval } },
      HeartbeatSeconds: 600,
      ResultPath: '$.review',
      Catch: [{ ErrorEquals: ['InsufficientStock'], ResultPath: '$.refusal', Next: 'Compensate' }],
      Next: 'Charge',
    },
    Charge: { Type: 'Pass', End: true },
    Compensate: { Type: 'Pass', Next: 'FailOrder' },
    FailOrder: { Type: 'Fail', Error: 'OrderFailed', CausePath: '$.refusal.Cause' },
  },
})

const OUTCOMES = [
  { id: 'approve', kind: 'success', label: 'Reserve' },
  {
    id: 'reject',
    kind: 'failure',
    label: 'Refuse',
    reasons: [{ id: 'OutOfStock', label: 'Out of stock', error: 'InsufficientStock' }],
  },
]

let engine: TestEngine
let world: IntegrationWorld
let worker: Awaited<ReturnType<typeof wireWorker>>
let addresses: string[] = []

beforeAll(async () => {
  engine = await startTestEngine({
    handlers: {
      register: async (input: unknown) => {
        const { context, approval } = input as { context: unknown; approval: object }
        const body = {
          context,
          approval: { title: 'Reserve order 8812', team: 'payments', outcomes: OUTCOMES, ...approval },
        }
        const reply = await world.registrar('POST', '/v1/approvals', { body })
        addresses.push(new URL(registered.parse(reply.body).callbackUrl).pathname)
        return null
      },
    },
  })
  let databaseUrl = ''
  const env = { ...KEYS, AWS_ENDPOINT_URL_SFN: engine.endpoint }
  world = await startIntegrationWorld(env, async (url) => {
    databaseUrl = url
    return url
  })
  const settings = parseConfig(
    readEnv({
      ...env,
      DATABASE_URL: databaseUrl,
      PUBLIC_URL: 'http://127.0.0.1:3000',
      AUTH_MODE: 'demo',
      WORKER_PORT: '0',
      AWS_REGION: 'eu-west-1',
      SESSION_SECRETS: randomBytes(32).toString('base64'),
    }),
  )
  worker = await wireWorker({ ...settings, logStream: { write: () => undefined } })
})
afterAll(async () => {
  await worker.drain()
  await world.api.stop()
  await engine.stop()
})

async function start(name: string, approval: object = {}) {
  addresses = []
  const definition = JSON.stringify(SAGA(approval))
  const { stateMachineArn } = await engine.client.send(
    new CreateStateMachineCommand({ name, definition, roleArn: ROLE }),
  )
  const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))
  await expect.poll(() => addresses.length, { timeout: 10_000 }).toBe(1)
  await expect.poll(() => engine.controls.openTokens(String(executionArn)).length, { timeout: 10_000 }).toBe(1)
  return { executionArn: String(executionArn), address: addresses[0] ?? '' }
}

async function ended(executionArn: string) {
  const describe = () => engine.client.send(new DescribeExecutionCommand({ executionArn }))
  await expect.poll(async () => (await describe()).status, { timeout: 10_000 }).not.toBe('RUNNING')
  return describe()
}

describe('a workflow answered by an outside system', () => {
  it('goes on with its approval, and carries through which door it came', async () => {
    const { integration, secret } = await world.integrate({ name: 'Warehouse' })
    const { executionArn, address } = await start('approved')
    const reply = await world.send(address, secret.secret, { outcome: 'approve', comment: 'Shelf 12' })
    const { decisionId } = callbackAnswer.parse(reply.body)
    const { status, output } = await ended(executionArn)
    expect(status).toBe('SUCCEEDED')
    expect(JSON.parse(String(output)).review).toMatchObject({
      outcome: 'approve',
      decisionId,
      comment: 'Shelf 12',
      decidedBy: [{ id: integration.actsAs.id, name: 'Warehouse', via: 'callback' }],
    })
  })

  it('is compensated with its refusal, under the error of the reason', async () => {
    const { secret } = await world.integrate()
    const { executionArn, address } = await start('refused')
    await world.send(address, secret.secret, { outcome: 'reject', reason: 'OutOfStock' })
    const { status, error, cause } = await ended(executionArn)
    expect([status, error]).toEqual(['FAILED', 'OrderFailed'])
    expect(JSON.parse(String(cause))).toMatchObject({
      outcome: 'reject',
      reason: 'OutOfStock',
      decidedBy: [{ via: 'callback' }],
    })
  })

  it('is kept alive by its heartbeats: one effect each, and none by replays, strangers or an integration without the right', async () => {
    const { secret } = await world.integrate({ heartbeats: true })
    const mute = await world.integrate()
    const { address } = await start('beating', { heartbeatMode: 'external', heartbeatSeconds: 600 })
    const beats = `${address}/heartbeat`
    const { rows } = await world.api.sql('select approval_id from attempt where id = $1', [
      address.replace('/v1/callbacks/acb_', 'att_'),
    ])
    const id: string = rows[0].approval_id
    const deadline = async () => (await readApproval(world.registrar, id)).deadline?.at ?? ''
    const before = await deadline()

    for (const forged of [
      await world.send(beats, mute.secret.secret, {}),
      await world.send(beats, secret.secret, {}, { signature: `v1,${randomBytes(32).toString('base64')}` }),
      await world.send(beats, secret.secret, {}, { at: new Date(Date.now() - 400_000) }),
    ])
      expect([401, 403]).toContain(forged.status)
    expect(await deadline()).toBe(before)

    const beat = () => world.send(beats, secret.secret, {}, { id: 'msg_beat' })
    const first = await beat()
    expect(first.body).toMatchObject({ result: 'heartbeat', approvalId: id, status: 'pending' })
    const moved = await deadline()
    expect(moved > before).toBe(true)
    const again = await beat()
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
    expect(await deadline()).toBe(moved)

    await world.send(address, secret.secret, { outcome: 'approve' })
    const late = await world.send(beats, secret.secret, {})
    expect(problemSchema.parse(late.body).code).toBe('already-decided')
  })

  it('is not kept alive where Countersign itself beats', async () => {
    const { secret } = await world.integrate({ heartbeats: true })
    const { address } = await start('service', { heartbeatSeconds: 600 })
    const reply = await world.send(`${address}/heartbeat`, secret.secret, {})
    expect(problemSchema.parse(reply.body).rule).toBe('service-heartbeats')
  })
})

describe('what was received', () => {
  it('is pruned after 30 days, heartbeats after one', async () => {
    const pool = openOwnerPool(world.api.ownerUrl, 1)
    await pool.query('delete from received_message')
    for (const [id, result, age] of [
      ['old', 'decided', '31 days'],
      ['kept', 'decided', '29 days'],
      ['old-beat', 'heartbeat', '25 hours'],
      ['kept-beat', 'heartbeat', '23 hours'],
    ])
      await pool.query(
        `insert into received_message values ('int_x', $1, '\\x00', null, $2, 200, '', now() - $3::interval)`,
        [id, result, age],
      )
    expect(await pruneMessages({ unitOfWork: createPostgresUnitOfWork(pool) })).toBe(2)
    const { rows } = await pool.query('select message_id from received_message order by 1')
    expect(rows.map((row) => row.message_id)).toEqual(['kept', 'kept-beat'])
    await pool.end()
  })
})
