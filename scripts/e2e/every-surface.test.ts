import { rm } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSlackDriver, openTrigger, slackPayloads } from '../../apps/api/test/support/slack-driver.ts'
import {
  ADMIN_TOKEN,
  GENERAL,
  SLACK_TEAM,
  type SlackMessage,
  type SlackStandIn,
  startSlackStandIn,
} from '../../apps/api/test/support/slack-stand-in.ts'
import { launchBrowser } from '../browser.mjs'
import { makeEmptyHome } from './empty-home.ts'
import { type Person, signInAs } from './person.ts'
import { type RunningCountersign, startCountersign } from './running-countersign.ts'
import { until } from './until.ts'
import { type Visitor, visitAs } from './visitor.ts'
import { openWorkflows, type Waiting, type Workflows } from './workflows.ts'

// Acceptance 1 of the channels: one approval on every surface at once, with `npm start`, a real browser, and Slack's own
// protocol in both directions. What one surface does, all others show within this time.
const SAME_TRUTH_MS = 2_000

const SIGNING_SECRET = 'signing-secret-of-the-tests'
const CLIENT_ID = 'client-1'
/** The one account the emulated Slack knows; Marco links it. */
const MARCO = { userId: 'U000000001' }

let home: string
let slack: SlackStandIn
let countersign: RunningCountersign
let driver: ReturnType<typeof createSlackDriver>
let workflows: Workflows
let browser: Browser
let priya: Person
let visitor: Visitor
let stream: { text: string; close(): void }

beforeAll(async () => {
  ;[home, slack] = await Promise.all([makeEmptyHome(), startSlackStandIn()])
  const settings = {
    SLACK_MODE: 'http',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_BOT_TOKEN: ADMIN_TOKEN,
    SLACK_CLIENT_ID: CLIENT_ID,
    SLACK_CLIENT_SECRET: 'client-secret',
    SLACK_API_URL: slack.apiUrl,
    SLACK_WEB_URL: 'https://slack.example',
  }
  ;[countersign, browser] = await Promise.all([startCountersign(home, settings), launchBrowser()])
  const { demo } = countersign
  driver = createSlackDriver(demo.webUrl, SIGNING_SECRET)
  ;[workflows, priya] = await Promise.all([
    openWorkflows(demo),
    signInAs(demo, 'usr_priya'),
    routeToSlack(),
    linkMarco(),
  ])
  visitor = await visitAs(browser, demo, 'Priya Raman')
  stream = listen()
})
afterAll(async () => {
  stream?.close()
  await browser?.close()
  workflows?.close()
  await countersign?.interrupt()
  await slack?.close()
  await rm(home, { recursive: true, force: true })
})

/** The workspace of the token makes itself known; then an admin says where the team's approvals go. */
async function routeToSlack(): Promise<void> {
  const helen = await signInAs(countersign.demo, 'usr_helen')
  const route = { team: 'fulfilment', workspaceId: SLACK_TEAM, channelId: GENERAL }
  await until('the channel is chosen', async () =>
    (await helen.call('POST', '/v1/slack/routes', route)).status === 200 ? true : undefined,
  )
}

/** Signing in on both sides; the emulated Slack has no sign-in for people, so it is told who came. */
async function linkMarco(): Promise<void> {
  const marco = await signInAs(countersign.demo, 'usr_marco')
  await until('the workspace is known', async () => {
    const url = new URL(JSON.parse((await marco.call('POST', '/v1/me/slack/link', {})).text).url)
    const claims = {
      iss: 'https://slack.example',
      aud: CLIENT_ID,
      exp: Date.now() / 1_000 + 60,
      nonce: url.searchParams.get('nonce'),
      'https://slack.com/team_id': SLACK_TEAM,
      'https://slack.com/user_id': MARCO.userId,
    }
    const idToken = ['{}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.')
    slack.fault = ({ method }) =>
      method === 'openid.connect.token'
        ? { kind: 'answer', status: 200, body: { ok: true, id_token: idToken } }
        : undefined
    const code = { code: 'c', state: url.searchParams.get('state') }
    return (await marco.call('POST', '/v1/me/slack/linked', code)).status === 200 ? true : undefined
  })
}

/** The stream of events that every page of Priya's listens to. */
function listen() {
  const abort = new AbortController()
  const heard = { text: '', close: () => abort.abort() }
  const headers = { cookie: priya.cookie }
  void fetch(`${countersign.demo.webUrl}/v1/events`, { headers, signal: abort.signal })
    .then(async ({ body }) => {
      const decoder = new TextDecoder()
      for await (const chunk of body ?? []) heard.text += decoder.decode(chunk, { stream: true })
    })
    .catch(() => undefined)
  return heard
}

interface Asked extends Waiting {
  /** As Slack keeps it now. */
  message(): Promise<SlackMessage & { readonly seen: string }>
}

/** An order that waits for a person, on Priya's screen and in the channel. */
async function ask(order: string): Promise<Asked> {
  const waiting = await workflows.startOrder(order)
  const find = async () => {
    for (const message of await slack.messages(GENERAL)) {
      const seen = JSON.stringify(message.blocks)
      if (seen.includes(`FF-${order}`)) return { ...message, seen }
    }
    return undefined
  }
  await until('the message', find)
  await visitor.page.goto(`/inbox?open=${waiting.approvalId}`)
  await visitor.bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()
  return { ...waiting, message: () => until('the message', find) }
}

/** Presses a button as it stands in a message, which may be one that somebody has had open for long. */
function press({ ts, blocks }: SlackMessage, actionId: string, triggerId?: string) {
  const buttons = blocks.flatMap(({ elements }) => (elements ?? []) as { action_id?: string; value?: string }[])
  const button = buttons.find(({ action_id: id }) => id === actionId)
  if (!button) throw new Error(`the message has no ${actionId}`)
  const { value } = button
  const place = { channel_id: GENERAL, ts, message_ts: ts }
  return driver.send(slackPayloads.press(MARCO, { type: 'button', action_id: actionId, value }, place, triggerId))
}

/** Every surface by itself, each from the same moment on; fails with those that came too late. */
async function allWithinTwoSeconds(surfaces: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  const began = performance.now()
  const late: string[] = []
  await Promise.all(
    Object.entries(surfaces).map(async ([name, look]) => {
      await look()
      const ms = Math.round(performance.now() - began)
      if (ms > SAME_TRUTH_MS) late.push(`${name}: ${ms} ms`)
    }),
  )
  expect(late).toEqual([])
}

const says = (asked: Asked, words: string) => () =>
  until(`Slack says ${words}`, async () => ((await asked.message()).seen.includes(words) ? true : undefined))
const apiSays =
  ({ approvalId }: Asked, status: string, via: string) =>
  () =>
    until(`the API says ${status}`, async () => {
      const view = await priya.approval(approvalId)
      return view.status === status && view.decision?.decidedBy[0]?.via === via ? true : undefined
    })
const streamSays =
  ({ approvalId }: Asked) =>
  () =>
    until('the stream says it', async () => {
      const messages = stream.text.split('\n\n')
      return messages.some((each) => each.includes('approval.decided') && each.includes(approvalId)) ? true : undefined
    })
const pageSays = (words: string) => () => visitor.bar.getByText(words).waitFor()

async function expectNoButtonsLeft(asked: Asked): Promise<void> {
  const { seen } = await asked.message()
  for (const action of ['decide', 'form']) expect(seen).not.toContain(`countersign:${action}`)
  expect(await visitor.bar.getByRole('button', { name: /^(Charge and ship|Reject)/ }).count()).toBe(0)
}

const executions: Record<'approved' | 'rejected' | 'inInbox', string> = { approved: '', rejected: '', inInbox: '' }

test('approved by a button in Slack: the page that is open says who and how, and takes no answer any more', async () => {
  const asked = await ask('74001')
  executions.approved = asked.executionArn
  expect(await press(await asked.message(), 'countersign:decide:approve')).toMatchObject({ status: 200, text: '' })
  await allWithinTwoSeconds({
    'the page': pageSays('“Charge and ship” by Marco Bianchi in Slack'),
    'the message': says(asked, '“Charge and ship” by Marco Bianchi'),
    'the API': apiSays(asked, 'approved', 'slack'),
    'the stream': streamSays(asked),
  })
  await expectNoButtonsLeft(asked)
})

test('rejected from a form in Slack, with a reason and a comment that the open page shows', async () => {
  const asked = await ask('74002')
  executions.rejected = asked.executionArn
  const message = await asked.message()
  const opened = () => slack.calls.filter(({ method }) => method === 'views.open').at(-1)?.fields.view
  await press(message, 'countersign:form:reject', await openTrigger(slack, MARCO.userId))
  const view = await until('the form is open', async () => opened() as { private_metadata: string } | undefined)
  const typed = { reason: { selected_option: { value: 'OutOfStock' } }, comment: { value: 'Shelf 12 is empty' } }
  const sent = await driver.send(slackPayloads.submit(MARCO, JSON.parse(view.private_metadata), typed))
  expect(sent).toMatchObject({ status: 200, text: '' })
  await allWithinTwoSeconds({
    'the page': pageSays('by Marco Bianchi in Slack'),
    'the comment on the page': () => visitor.page.getByText('Shelf 12 is empty').first().waitFor(),
    'the message': says(asked, 'Shelf 12 is empty'),
    'the API': apiSays(asked, 'rejected', 'slack'),
    'the stream': streamSays(asked),
  })
  await expectNoButtonsLeft(asked)
})

test('decided in the inbox while the message is open: it says so, and its old button decides nothing', async () => {
  const asked = await ask('74003')
  executions.inInbox = asked.executionArn
  const open = await asked.message()
  const thread = { channelId: GENERAL, ts: open.ts }

  // First they talk about it, each where they are.
  await driver.send(slackPayloads.reply(MARCO, thread, 'Is the stock counted?'))
  await allWithinTwoSeconds({
    'the page': () => visitor.page.getByRole('article').getByText('Is the stock counted?').waitFor(),
  })
  await visitor.page.locator('#new-comment').fill('Counted this morning.')
  await visitor.page.keyboard.press('Control+Enter')
  const replies = async () => (await slack.messages(GENERAL, open.ts)).slice(1).map(({ text }) => text)
  await allWithinTwoSeconds({
    'the thread': () =>
      until('the reply', async () => ((await replies()).join().includes('Counted this morning.') ? true : undefined)),
  })
  await visitor.page.locator('#new-comment').blur()

  await visitor.decideByKeys('a')
  await allWithinTwoSeconds({
    'the page': pageSays('“Charge and ship” by Priya Raman'),
    'the message': says(asked, '“Charge and ship” by Priya Raman'),
    'the API': apiSays(asked, 'approved', 'web'),
    'the stream': streamSays(asked),
  })
  await expectNoButtonsLeft(asked)

  await press(open, 'countersign:decide:approve')
  const whispers = () =>
    slack.calls.filter(({ method }) => method === 'chat.postEphemeral').map(({ fields }) => String(fields.text))
  const told = await until('Marco is told', async () => whispers().at(-1))
  expect(told).toMatch(/Priya Raman decided “Charge and ship” (just now|\d+ s ago)\. Your answer was not recorded\./)
  expect(await replies()).toEqual(['Priya Raman in the inbox: Counted this morning.'])
})

test('each workflow goes the way it was answered', async () => {
  const [approved, rejected, inInbox] = await Promise.all(
    [executions.approved, executions.rejected, executions.inInbox].map((arn) => workflows.ended(arn)),
  )
  expect(approved).toMatchObject({ status: 'SUCCEEDED' })
  expect(rejected).toMatchObject({ status: 'FAILED', error: 'OrderFailed' })
  expect(rejected?.cause).toContain('InsufficientStock')
  expect(inInbox).toMatchObject({ status: 'SUCCEEDED' })
})
