import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { type EventView, eventView } from '@countersign/shared/events'
import { attemptId, callbackIdOf } from '@countersign/shared/ids'
import { integrationCreated } from '@countersign/shared/integrations'
import { apiPath, webPaths } from '@countersign/shared/paths'
import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { caseProjection } from '@countersign/shared/projection'
import type { Via } from '@countersign/shared/statuses'
import type { ApprovalView } from '@countersign/shared/views'
import type { Handlers } from '@countersign/stepfunctions-local'
import { expect } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { readEnv } from '../../src/config/env.ts'
import { wireWorker } from '../../src/wiring/wire-worker.ts'
import { startMailServer } from '../email/mail-server.ts'
import { readEvents } from '../http/support/event-reader.ts'
import { signedHeaders } from '../integrations/integration-world.ts'
import { ANA_IN_SLACK, GENERAL, SLACK_TEAM, startSlackInWorld } from '../slack-in/slack-in-world.ts'
import type { SlackStandIn } from '../support/slack-stand-in.ts'
import { startTestEngine } from '../support/test-engine.ts'
import { eventOf, startReceiver } from '../webhooks/receiver.ts'

const EXAMPLES = join(import.meta.dirname, '../../../../examples')
/** Acceptance 1: every surface shows the same within this time after the decision. */
const SAME_TRUTH_MS = 2_000

export interface Ordered {
  readonly executionArn: string
  readonly view: ApprovalView
}

export interface Truth {
  readonly status: 'approved' | 'rejected'
  readonly via: Via
  /** As every surface words it. */
  readonly headline: string
}

/** The emulated Slack has no direct messages with an app. */
const directMessages: SlackStandIn['fault'] = ({ method, fields }) => {
  if (method === 'conversations.open') return taken({ channel: { id: 'D000000001' } })
  return fields.channel === 'D000000001' ? taken({ channel: 'D000000001', ts: '1.000001' }) : undefined
}
const taken = (body: object) => ({ kind: 'answer' as const, status: 200, body: { ok: true, ...body } })

export type SagaWorld = Awaited<ReturnType<typeof startSagaWorld>>

/** The example as it stands, registered at the real API, delivered by a whole worker, with a stand-in for each outside. */
export async function startSagaWorld() {
  const home = await mkdtemp(join(tmpdir(), 'countersign-saga-'))
  const example = (await import(pathToFileURL(join(EXAMPLES, 'handlers.mjs')).href)) as { handlers: Handlers }
  const [engine, mail, receiver] = await Promise.all([
    startTestEngine({ handlers: example.handlers }),
    startMailServer(),
    startReceiver(),
  ])
  const env = {
    TOKEN_HASH_KEY: randomBytes(32).toString('base64'),
    AWS_ENDPOINT_URL_SFN: engine.endpoint,
    MAIL_TRANSPORT: 'smtp',
    MAIL_FROM: 'Countersign <approvals@countersign.example.com>',
    SMTP_URL: mail.url,
    EGRESS_ALLOW: '127.0.0.0/8',
    EGRESS_ALLOW_HTTP: 'true',
  }
  const world = await startSlackInWorld(env, directMessages)
  const { api, slack } = world
  Object.assign(process.env, {
    COUNTERSIGN_API_URL: api.origin,
    COUNTERSIGN_API_KEY: await api.issueKey(),
    COUNTERSIGN_EFFECTS: join(home, 'effects.jsonl'),
  })
  await api.sql(
    `insert into slack_route (team_id, workspace_id, channel_id, channel_name) values ('fulfilment', $1, $2, 'general')`,
    [SLACK_TEAM, GENERAL],
  )
  await api.sql(`update identity set user_id = 'usr_marco' where subject = $1`, [ANA_IN_SLACK])
  // Quiet hours would hold her mails until the morning, whenever this runs in the evening.
  const dana = await api.signIn('dana')
  await dana('POST', apiPath('myPreferences'), { body: { ...DEFAULT_PREFERENCES, quiet: null } })
  const helen = await api.signIn('helen')
  const make = async (path: string, body: object) => {
    const reply = await helen('POST', path, { body })
    if (reply.status !== 201) throw new Error(`${path} answered ${reply.status}: ${reply.text}`)
    return reply.body
  }
  await make('/v1/webhooks', { name: 'Order desk', url: receiver.url('/orders') })
  const desk = integrationCreated.parse(await make('/v1/integrations', { name: 'Warehouse', teams: ['fulfilment'] }))
  const worker = await wireWorker(parseConfig(readEnv({ ...world.env, WORKER_PORT: '0', LOG_LEVEL: 'silent' })))
  const stream = await readEvents(api.origin, { Cookie: helen.cookie, 'Sec-Fetch-Site': 'same-origin' })
  const heard: EventView[] = []
  // The first message only says that the stream is open.
  await stream.next()
  const listening = (async () => {
    for (;;) heard.push(eventView.parse((await stream.next()).data))
  })().catch(() => undefined)
  let orders = 9_000

  /** What stands in the channel about an approval now. */
  async function messageOf(id: string): Promise<string> {
    const { rows } = await api.sql('select ts from slack_message where approval_id = $1', [id])
    const found = (await slack.messages(GENERAL)).find(({ ts }) => ts === rows[0]?.ts)
    return JSON.stringify(found ?? null)
  }

  /** An order that waits for a person; Dana, who decides none of them, has asked. */
  async function order(): Promise<Ordered> {
    orders += 1
    const text = await readFile(join(EXAMPLES, 'order-saga/order-saga.asl.json'), 'utf8')
    const definition = text.replace(/"svc_order_desk", "name": "[^"]+"/, '"usr_dana", "name": "Dana Okafor"')
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
      const { rows } = await api.sql('select id from approval where execution_arn = $1', [executionArn])
      return rows[0]?.id as string | undefined
    }
    await expect.poll(find, { timeout: 10_000 }).toBeDefined()
    const view = await world.read(String(await find()))
    await expect.poll(() => messageOf(view.id), { timeout: 5_000 }).toContain(`"countersign:decide:approve"`)
    return { executionArn: String(executionArn), view }
  }

  /** Looks at every surface from now on, each by itself; fails with those that were not right in time. */
  async function showsEverywhere({ view }: Ordered, { status, via, headline }: Truth): Promise<void> {
    const { id } = view
    const surfaces: Readonly<Record<string, () => Promise<boolean> | boolean>> = {
      'the API': async () => {
        const now = await world.read(id)
        return now.status === status && now.decision?.decidedBy[0]?.via === via
      },
      projection: async () => {
        const { headline: shown, open } = caseProjection.parse(
          (await world.client('GET', `/v1/approvals/${id}/projection`)).body,
        )
        return shown === headline && !open
      },
      'message in Slack': async () => {
        const message = await messageOf(id)
        return message.includes(headline) && !/countersign:(decide|form)/.test(message)
      },
      webhook: () =>
        receiver.received
          .map(eventOf)
          .some(
            ({ type, data }) =>
              type === 'approval.decided' && data.approval?.id === id && data.approval.headline === headline,
          ),
      'event stream': () =>
        heard.some(
          ({ type, approvalId, status: now }) => type === 'approval.decided' && approvalId === id && now === status,
        ),
      'notice for a mail': async () =>
        (await api.sql(`select 1 from notice where approval_id = $1 and kind = 'outcome' and channel = 'email'`, [id]))
          .rows.length > 0,
      'audit log': async () => {
        const { rows } = await api.sql(
          `select leaf::jsonb -> 'data' ->> 'via' as via from audit_entry where approval_id = $1 and type = 'approval.decided'`,
          [id],
        )
        return rows.length === 1 && rows[0].via === via
      },
    }
    const until = performance.now() + SAME_TRUTH_MS
    const late: string[] = []
    await Promise.all(
      Object.entries(surfaces).map(async ([name, isRight]) => {
        while (!(await isRight())) {
          if (performance.now() > until) return void late.push(name)
          await new Promise((resolve) => setTimeout(resolve, 25))
        }
      }),
    )
    expect(late).toEqual([])
  }

  return Object.assign(world, {
    mail,
    order,
    messageOf,
    showsEverywhere,
    async ended(executionArn: string) {
      const describe = () => engine.client.send(new DescribeExecutionCommand({ executionArn }))
      await expect.poll(async () => (await describe()).status, { timeout: 20_000 }).not.toBe('RUNNING')
      return describe()
    },
    /** As the outside system answers, at the address the workflow was given. */
    async callBack({ view }: Ordered, body: object) {
      const { rows } = await api.sql('select id from attempt where approval_id = $1', [view.id])
      const path = `/v1/callbacks/${callbackIdOf(attemptId.parse(rows[0]?.id))}`
      const raw = JSON.stringify(body)
      return api.anonymous('POST', path, { raw, headers: signedHeaders(desk.secret.secret, raw) })
    },
    /** The text of the mail about it to whoever asked. */
    mailAbout: ({ view }: Ordered) =>
      mail.received.find(
        ({ to, text }) => to.includes('usr_dana@example.com') && text.includes(webPaths.approval(view.id)),
      )?.text,
    async closeAll() {
      stream.close()
      await listening
      await worker.drain()
      await world.close()
      await Promise.all([engine.stop(), mail.close(), receiver.close()])
      await rm(home, { recursive: true, force: true })
    },
  })
}
