import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Handlers } from '@countersign/stepfunctions-local'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { wireWorker } from '../../src/wiring/wire-worker.ts'
import { openTrigger, slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { startTestEngine, type TestEngine } from '../support/test-engine.ts'
import { ANA_IN_SLACK, GENERAL, SLACK_TEAM, type SlackInWorld, shownOf, startSlackInWorld } from './slack-in-world.ts'

const EXAMPLES = join(import.meta.dirname, '../../../../examples')
const FULFILMENT = { userId: ANA_IN_SLACK }
/** 06 acceptance 1: every surface shows the same within this time. */
const SAME_TRUTH_MS = 2_000

let engine: TestEngine
let world: SlackInWorld
let worker: Awaited<ReturnType<typeof wireWorker>>
let home: string
let orders = 9_000

/** The example as it stands, registered at the real API, delivered by a whole worker, with Slack emulated. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-slack-'))
  const example = (await import(pathToFileURL(join(EXAMPLES, 'handlers.mjs')).href)) as { handlers: Handlers }
  engine = await startTestEngine({ handlers: example.handlers })
  const keys = { TOKEN_HASH_KEY: randomBytes(32).toString('base64'), AWS_ENDPOINT_URL_SFN: engine.endpoint }
  world = await startSlackInWorld(keys)
  Object.assign(process.env, {
    COUNTERSIGN_API_URL: world.api.origin,
    COUNTERSIGN_API_KEY: await world.api.issueKey(),
    COUNTERSIGN_EFFECTS: join(home, 'effects.jsonl'),
  })
  await world.api.sql(
    `insert into slack_route (team_id, workspace_id, channel_id, channel_name) values ('fulfilment', $1, $2, 'general')`,
    [SLACK_TEAM, GENERAL],
  )
  await world.api.sql(`update identity set user_id = 'usr_marco' where subject = $1`, [ANA_IN_SLACK])
  const settings = parseConfig(readEnv({ ...world.env, WORKER_PORT: '0', LOG_LEVEL: 'silent' }))
  worker = await wireWorker(settings)
})
afterAll(async () => {
  await worker?.drain()
  await world?.close()
  await engine?.stop()
  await rm(home, { recursive: true, force: true })
})

async function order() {
  orders += 1
  const definition = await readFile(join(EXAMPLES, 'order-saga/order-saga.asl.json'), 'utf8')
  const { stateMachineArn } = await engine.client.send(
    new CreateStateMachineCommand({
      name: `order-saga-${orders}`,
      definition,
      roleArn: 'arn:aws:iam::123456789012:role/workflow',
    }),
  )
  const { sampleInput } = (await import(pathToFileURL(join(EXAMPLES, 'order-saga/sample-input.mjs')).href)) as {
    sampleInput: (number: number) => object
  }
  const input = JSON.stringify(sampleInput(orders))
  const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn, input }))
  const find = async () => {
    const { rows } = await world.api.sql('select id from approval where execution_arn = $1', [executionArn])
    return rows[0]?.id as string | undefined
  }
  await expect.poll(find, { timeout: 10_000 }).toBeDefined()
  const view = await world.read(String(await find()))
  await expect.poll(() => messageOf(view.id), { timeout: 5_000 }).toContain(`"countersign:decide:approve"`)
  return { executionArn: String(executionArn), view }
}

/** What stands in the channel about an approval now. */
async function messageOf(id: string): Promise<string> {
  const { rows } = await world.api.sql('select ts from slack_message where approval_id = $1', [id])
  const found = (await world.slack.messages(GENERAL)).find(({ ts }) => ts === rows[0]?.ts)
  return JSON.stringify(found ?? null)
}

async function ended(executionArn: string) {
  const describe = () => engine.client.send(new DescribeExecutionCommand({ executionArn }))
  await expect.poll(async () => (await describe()).status, { timeout: 20_000 }).not.toBe('RUNNING')
  return describe()
}

async function showsWithin(id: string, words: string): Promise<void> {
  await expect.poll(() => messageOf(id), { timeout: SAME_TRUTH_MS, interval: 50 }).toContain(words)
}

const place = { channel_id: GENERAL }

describe('the order saga', { timeout: 60_000 }, () => {
  it('is approved by a button in Slack, and goes through', async () => {
    const { executionArn, view } = await order()
    await world.driver.send(
      slackPayloads.press(FULFILMENT, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
    )
    await showsWithin(view.id, 'by Marco Bianchi')
    expect((await world.read(view.id)).status).toBe('approved')
    // Once the ten seconds to undo are over.
    const { status, output } = await ended(executionArn)
    expect(status).toBe('SUCCEEDED')
    expect(JSON.parse(String(output)).review).toMatchObject({
      outcome: 'approve',
      decidedBy: [{ id: 'usr_marco', via: 'slack' }],
    })
    await expect.poll(() => messageOf(view.id), { timeout: 5_000 }).toContain('continued')
  })

  it('is rejected by the form in Slack, with reason and comment, and compensates', async () => {
    const { executionArn, view } = await order()
    const opened = () => world.slack.calls.filter(({ method }) => method === 'views.open')
    const before = opened().length
    const trigger = await openTrigger(world.slack, ANA_IN_SLACK)
    const shown = { ...shownOf(view), outcome: 'reject' }
    await world.driver.send(slackPayloads.press(FULFILMENT, slackButtons.form(shown), place, trigger))
    await expect.poll(() => opened().length, { timeout: 5_000 }).toBe(before + 1)
    const form = JSON.parse(
      String((opened().at(-1)?.fields.view as { private_metadata?: string } | undefined)?.private_metadata),
    )
    const typed = { reason: { selected_option: { value: 'OutOfStock' } }, comment: { value: 'Shelf 12 is empty' } }
    expect((await world.driver.send(slackPayloads.submit(FULFILMENT, form, typed))).text).toBe('')
    await showsWithin(view.id, 'Shelf 12 is empty')
    const { status, error, cause } = await ended(executionArn)
    expect([status, error]).toEqual(['FAILED', 'OrderFailed'])
    expect(String(cause)).toContain('InsufficientStock')
  })

  it('is decided in the inbox while the message is open: it says so, and a stale button decides nothing', async () => {
    const { executionArn, view } = await order()
    const helen = await world.api.signIn('helen')
    const body = { outcome: 'reject', reason: 'SuspectedFraud', caseDigest: view.caseDigest, undoSeconds: 0 }
    expect((await helen('POST', `/v1/approvals/${view.id}/votes`, { body })).status).toBe(200)
    await showsWithin(view.id, 'by Helen Weiss')
    expect(await messageOf(view.id)).not.toContain('countersign:decide')

    await world.driver.send(
      slackPayloads.press(FULFILMENT, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
    )
    await expect
      .poll(() => world.told(ANA_IN_SLACK).at(-1), { timeout: 5_000 })
      .toMatch(/Helen Weiss decided “Reject order” (just now|\d+ s ago). Your answer was not recorded./)
    expect((await ended(executionArn)).status).toBe('FAILED')
  })
})
