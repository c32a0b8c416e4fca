import { randomBytes } from 'node:crypto'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { registered } from '@countersign/shared/registration'
import { webhookDeliveryDetail, webhookDeliveryPage } from '@countersign/shared/webhooks'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { wireWorker } from '../../src/wiring/wire-worker.ts'
import { register } from '../http/support/registration-body.ts'
import { startTestEngine, type TestEngine } from '../support/test-engine.ts'
import { type IntegrationWorld, startIntegrationWorld } from './integration-world.ts'
import { type FrontDoor, type OutsideSystem, openFrontDoor, startOutsideSystem } from './outside-system.ts'

const DEFINITION = JSON.stringify({
  StartAt: 'Review',
  States: {
    Review: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'register', Payload: { 'context.$': '$$' } },
      TimeoutSeconds: 600,
      Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 1 }],
      ResultPath: '$.review',
      End: true,
    },
  },
})

let engine: TestEngine
let world: IntegrationWorld
let worker: Awaited<ReturnType<typeof wireWorker>>
let door: FrontDoor
let outside: OutsideSystem
let forward: { readonly endpointId: string; readonly integrationId: string; readonly secret: string }
let attempts: { readonly approvalId: string; readonly callbackUrl: string }[] = []

beforeAll(async () => {
  door = await openFrontDoor()
  outside = await startOutsideSystem()
  engine = await startTestEngine({
    handlers: {
      register: async (input: unknown) => {
        const { context } = input as { context: unknown }
        const body = { context, approval: { title: 'Refund order 8812', team: 'payments' } }
        const { id, callbackUrl } = registered.parse((await world.registrar('POST', '/v1/approvals', { body })).body)
        attempts.push({ approvalId: id, callbackUrl })
        return null
      },
    },
  })
  const env = {
    TOKEN_VAULT: 'postgres',
    TOKEN_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    TOKEN_HASH_KEY: randomBytes(32).toString('base64'),
    AWS_ENDPOINT_URL_SFN: engine.endpoint,
    PUBLIC_URL: door.origin,
    EGRESS_ALLOW: '127.0.0.0/8',
    EGRESS_ALLOW_HTTP: 'true',
  }
  let databaseUrl = ''
  world = await startIntegrationWorld(env, async (url) => {
    databaseUrl = url
    return url
  })
  door.leadTo(world.api.origin)
  const secrets = { SESSION_SECRETS: randomBytes(32).toString('base64') }
  const rest = { DATABASE_URL: databaseUrl, AUTH_MODE: 'demo', WORKER_PORT: '0', AWS_REGION: 'eu-west-1' }
  const settings = parseConfig(readEnv({ ...env, ...secrets, ...rest }))
  worker = await wireWorker({ ...settings, logStream: { write: () => undefined } })
  const { integration, secret } = await world.integrate({ name: 'Tickets', forwardUrl: outside.url })
  outside.trust(secret.secret)
  const { rows } = await world.api.sql('select id from webhook_endpoint where integration_id = $1', [integration.id])
  forward = { endpointId: rows[0].id, integrationId: integration.id, secret: secret.secret }
})
afterAll(async () => {
  await worker.drain()
  await world.api.stop()
  await engine.stop()
  await outside.close()
  await door.close()
})
beforeEach(() => {
  outside.forwarded.splice(0)
  attempts = []
  outside.up(() => undefined)
})

let machines = 0
async function start(): Promise<string> {
  machines += 1
  const { stateMachineArn } = await engine.client.send(
    new CreateStateMachineCommand({
      name: `forward-${machines}`,
      definition: DEFINITION,
      roleArn: 'arn:aws:iam::123456789012:role/workflow',
    }),
  )
  const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))
  return String(executionArn)
}

async function ended(executionArn: string) {
  const describe = () => engine.client.send(new DescribeExecutionCommand({ executionArn }))
  await expect.poll(async () => (await describe()).status, { timeout: 20_000 }).not.toBe('RUNNING')
  return describe()
}

/** What waits for its next try is due now, as if the seconds or hours had passed. */
const letRetriesComeDue = () =>
  world.api.sql(`
    with due as (update webhook_delivery set due_at = now() where status = 'pending')
    update graphile_worker._private_jobs set run_at = now() where locked_at is null`)

async function deliveriesOf(approvalId: string) {
  const path = `/v1/webhooks/${forward.endpointId}/deliveries`
  const { items } = webhookDeliveryPage.parse((await world.admin('GET', path)).body)
  const about = items.filter((item) => item.approvalId === approvalId).reverse()
  return Promise.all(
    about.map(async ({ eventId }) =>
      webhookDeliveryDetail.parse((await world.admin('GET', `${path}/${eventId}`)).body),
    ),
  )
}

const tried = async (approvalId: string) => (await deliveriesOf(approvalId))[0]?.log[0]?.statusCode

describe('a new approval that is forwarded', () => {
  it('is signed, carries the address that its answer goes to, and the answer ends the workflow', async () => {
    outside.up(({ data }) => ({ outcome: 'approve', caseDigest: data.caseDigest, comment: 'Ticket 4711 closed' }))
    const { status, output } = await ended(await start())
    expect(status).toBe('SUCCEEDED')
    expect(JSON.parse(String(output)).review).toMatchObject({
      outcome: 'approve',
      comment: 'Ticket 4711 closed',
      decidedBy: [{ name: 'Tickets', via: 'callback' }],
    })
    expect(outside.forwarded).toMatchObject([
      { event: { type: 'approval.requested', data: { callbackUrl: attempts[0]?.callbackUrl } }, answer: 200 },
    ])
    expect(outside.unbelieved()).toBe(0)
  })

  it('arrives when a receiver that was away is back', async () => {
    outside.down()
    const executionArn = await start()
    await expect.poll(() => attempts.length, { timeout: 10_000 }).toBe(1)
    const { approvalId } = attempts[0] as { approvalId: string }
    await expect.poll(() => tried(approvalId), { timeout: 10_000 }).toBe(503)
    expect(outside.forwarded).toEqual([])

    outside.up(() => ({ outcome: 'approve' }))
    await letRetriesComeDue()
    expect((await ended(executionArn)).status).toBe('SUCCEEDED')
    const [delivery] = await deliveriesOf(approvalId)
    expect(delivery?.log.map(({ statusCode }) => statusCode)).toEqual([503, 202])
  })

  it('is not sent any more when somebody decided while the receiver was away, and the log says so', async () => {
    outside.down()
    const executionArn = await start()
    await expect.poll(() => attempts.length, { timeout: 10_000 }).toBe(1)
    const { approvalId } = attempts[0] as { approvalId: string }
    await expect.poll(() => tried(approvalId), { timeout: 10_000 }).toBe(503)
    const ana = await world.api.signIn('ana')
    const { caseDigest } = (await ana('GET', `/v1/approvals/${approvalId}`)).body as { caseDigest: string }
    const vote = { outcome: 'approve', caseDigest, undoSeconds: 0 }
    expect((await ana('POST', `/v1/approvals/${approvalId}/votes`, { body: vote })).status).toBe(200)
    expect((await ended(executionArn)).status).toBe('SUCCEEDED')

    const calls = outside.calls()
    outside.up(() => ({ outcome: 'reject' }))
    await letRetriesComeDue()
    await expect.poll(async () => (await deliveriesOf(approvalId))[0]?.status, { timeout: 10_000 }).toBe('dropped')
    const [delivery] = await deliveriesOf(approvalId)
    expect(delivery?.log.at(-1)?.error).toMatch(/^Not sent: the approval was decided/)
    expect(outside.calls()).toBe(calls)
  })

  it('that was not sent because of a decision is sent when the decision is undone', async () => {
    outside.down()
    const { id } = await register(world.registrar, { approval: { team: 'payments' } })
    await expect.poll(() => tried(id), { timeout: 10_000 }).toBe(503)
    const ana = await world.api.signIn('ana')
    const { caseDigest } = (await ana('GET', `/v1/approvals/${id}`)).body as { caseDigest: string }
    const vote = { outcome: 'approve', caseDigest, undoSeconds: 30 }
    expect((await ana('POST', `/v1/approvals/${id}/votes`, { body: vote })).status).toBe(200)
    await letRetriesComeDue()
    await expect.poll(async () => (await deliveriesOf(id))[0]?.status, { timeout: 10_000 }).toBe('dropped')

    outside.up(() => undefined)
    expect((await ana('POST', `/v1/approvals/${id}/undo`, { body: {} })).status).toBe(200)
    await expect.poll(async () => (await deliveriesOf(id))[0]?.status, { timeout: 10_000 }).toBe('delivered')
    expect(outside.forwarded.map(({ event }) => event.data.approval?.id)).toEqual([id])
  })

  it('is not given up while the decision is being changed', async () => {
    outside.down()
    const { id } = await register(world.registrar, { approval: { team: 'payments' } })
    await expect.poll(() => tried(id), { timeout: 10_000 }).toBe(503)
    const ana = await world.api.signIn('ana')
    const { caseDigest } = (await ana('GET', `/v1/approvals/${id}`)).body as { caseDigest: string }
    const vote = { outcome: 'approve', caseDigest, undoSeconds: 30 }
    expect((await ana('POST', `/v1/approvals/${id}/votes`, { body: vote })).status).toBe(200)
    const changing = new pg.Client({ connectionString: world.api.ownerUrl })
    await changing.connect()
    try {
      await changing.query('begin')
      await changing.query('select 1 from approval where id = $1 for update', [id])
      await letRetriesComeDue()
      const waits = async () => {
        const { rowCount } = await world.api.sql(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%for share%' and datname = current_database()`,
        )
        return rowCount
      }
      await expect.poll(waits, { timeout: 5_000 }).toBe(1)
      expect((await deliveriesOf(id))[0]?.status).toBe('pending')
    } finally {
      await changing.end()
    }
    await expect.poll(async () => (await deliveriesOf(id))[0]?.status, { timeout: 10_000 }).toBe('dropped')
  })

  it('is asked again under the new address of a retry; the answer to the first is refused', async () => {
    const executionArn = await start()
    await expect.poll(() => outside.forwarded.length, { timeout: 10_000 }).toBe(1)
    const first = outside.forwarded[0]?.event
    const [open] = engine.controls.openTokens(executionArn)
    outside.up(({ data }) => (data.callbackUrl === first?.data.callbackUrl ? undefined : { outcome: 'approve' }))
    await engine.client.send(new SendTaskFailureCommand({ taskToken: open?.token, error: 'Flaky' }))
    const { status, output } = await ended(executionArn)
    expect(status).toBe('SUCCEEDED')
    expect(JSON.parse(String(output)).review.decidedBy).toMatchObject([{ via: 'callback' }])
    expect(attempts).toHaveLength(2)
    expect(attempts[1]?.approvalId).toBe(attempts[0]?.approvalId)
    expect(outside.forwarded.map(({ event }) => event.data.callbackUrl)).toEqual(
      attempts.map(({ callbackUrl }) => callbackUrl),
    )
    const late = await world.send(new URL(String(first?.data.callbackUrl)).pathname, forward.secret, {
      outcome: 'reject',
    })
    expect([409, 410]).toContain(late.status)
  })
})

describe('the metrics of the worker', () => {
  it('tell of tries and jobs by what became of them, and name nobody and nothing', async () => {
    const text = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text()
    const lines = text.split('\n').filter((line) => line.startsWith('countersign_'))
    for (const start of [
      'countersign_webhook_seconds_count{role="worker",result="delivered"',
      'countersign_webhook_seconds_count{role="worker",result="again"',
      'countersign_webhooks_dropped_total',
      'countersign_jobs_total{job="deliver-webhook",result="done"',
      'countersign_news_waiting{',
      'countersign_jobs_due{',
      'countersign_jobs_failed{',
      'countersign_webhook_oldest_waiting_seconds{',
    ])
      expect(lines.filter((line) => line.startsWith(start))).toHaveLength(1)
    expect(lines.filter((line) => /apr_|whk_|int_|evt_|usr_|127\.0\.0\.1|arn:/.test(line))).toEqual([])
  })
})

describe('forwards that wait', () => {
  it.each([
    ['the integration is disabled and enabled again', { disabled: true }, { disabled: false }],
    ['forwarding is turned off and on again', { forwardUrl: null }, { forwardUrl: 'again' }],
  ])('go on when %s', async (_, off, on) => {
    outside.down()
    const { id } = await register(world.registrar, { approval: { team: 'payments' } })
    await expect.poll(() => tried(id), { timeout: 10_000 }).toBe(503)
    await world.change(forward.integrationId, off)
    // What was scheduled runs while it is off, and goes.
    await letRetriesComeDue()
    await expect
      .poll(
        async () => (await world.api.sql('select 1 from graphile_worker.jobs where key like $1', [`%${id}`])).rowCount,
      )
      .toBe(0)
    outside.up(() => undefined)
    await world.api.sql(`update webhook_endpoint set failing_since = now() - interval '6 days' where id = $1`, [
      forward.endpointId,
    ])
    await world.change(forward.integrationId, 'forwardUrl' in on ? { forwardUrl: outside.url } : on)
    await expect.poll(async () => (await deliveriesOf(id))[0]?.status, { timeout: 10_000 }).toBe('delivered')
    const { rows } = await world.api.sql('select failing_since from webhook_endpoint where id = $1', [
      forward.endpointId,
    ])
    expect(rows[0].failing_since).toBeNull()
  })

  it('go on when their endpoint is disabled and enabled again by itself', async () => {
    outside.down()
    const { id } = await register(world.registrar, { approval: { team: 'payments' } })
    await expect.poll(() => tried(id), { timeout: 10_000 }).toBe(503)
    const change = (disabled: boolean) =>
      world.admin('POST', `/v1/webhooks/${forward.endpointId}`, { body: { disabled } })
    expect((await change(true)).status).toBe(200)
    await letRetriesComeDue()
    outside.up(() => undefined)
    expect((await change(false)).status).toBe(200)
    await letRetriesComeDue()
    await expect.poll(async () => (await deliveriesOf(id))[0]?.status, { timeout: 10_000 }).toBe('delivered')
  })
})
