import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTokenSearch } from '../../apps/api/test/support/token-search.ts'
import { launchBrowser } from '../browser.mjs'
import { makeEmptyHome } from './empty-home.ts'
import { mistakesWith } from './mistakes.ts'
import { type Person, signInAs } from './person.ts'
import { type RunningCountersign, startCountersign } from './running-countersign.ts'

import { until } from './until.ts'
import { visitAs } from './visitor.ts'
import { openWorkflows, reviewState, type Waiting, type Workflows } from './workflows.ts'

// Acceptance 9 and I10: everything is used, rightly and wrongly; then every token there ever was is looked for everywhere.
let home: string
let countersign: RunningCountersign
let workflows: Workflows
let browser: Browser
let priya: Person

/** Everything the API and the web app answered, with headers. */
const answers: string[] = []
/** Tokens that only ever were in bad requests. */
const canary = `CANARY${randomBytes(600).toString('base64')}`
const tokens: string[] = [canary]

const fetchUnseen = globalThis.fetch
globalThis.fetch = async (...request) => {
  const response = await fetchUnseen(...request)
  answers.push(`${JSON.stringify([...response.headers])} ${await response.clone().text()}`)
  return response
}

beforeAll(async () => {
  home = await makeEmptyHome()
  ;[countersign, browser] = await Promise.all([startCountersign(home), launchBrowser()])
  workflows = await openWorkflows(countersign.demo)
  priya = await signInAs(countersign.demo, 'usr_priya')
})
afterAll(async () => {
  globalThis.fetch = fetchUnseen
  await browser?.close()
  workflows?.close()
  await countersign?.interrupt()
  await rm(home, { recursive: true, force: true })
})

/** Where a place was certainly read if this was found in it. */
const remark = `CONTROL${randomBytes(60).toString('base64')}`
const requestId = `control-${randomBytes(20).toString('hex')}`

test('no task token is in any log, answer, page, table or file of ours', async () => {
  const stream = listen(priya.cookie)
  const waiting = await useEverything()
  await misuseEverything()
  const pages = await visitEveryPage(waiting)
  const service = await readServicePages()
  const dump = await dumpDatabase()
  for (const { executionArn } of waiting) tokens.push(...(await tokensIssued(executionArn)))
  expect(tokens.length).toBeGreaterThanOrEqual(8)
  stream.end()
  await countersign.interrupt()

  const places: Record<string, (Buffer | string)[]> = {
    'answers of the API': answers,
    'event stream': stream.chunks,
    'pages in the browser': pages,
    'pages of the service': service,
    'every row of every table': dump,
    'what npm start printed': countersign.lines,
    'log files': filesBelow(join(home, 'logs')),
    'files of PostgreSQL, with its log of writes': filesBelow(join(home, 'postgres')),
    'files of DynamoDB': filesBelow(join(home, 'dynamodb')),
    'other files': ['demo.json', 'state.json', 'effects.jsonl'].map((name) => readFileSync(join(home, name))),
  }
  const search = createTokenSearch(tokens)
  const hits = Object.entries(places).flatMap(([place, parts]) =>
    parts.flatMap((part) => (search(part) === undefined ? [] : [`${place}: ${search(part)}`])),
  )
  expect(hits).toEqual([])

  // The search sees: the same tokens where they belong, on AWS's side, which is why that folder is no place of ours.
  expect(filesBelow(join(home, 'stepfunctions')).filter((part) => search(part)).length).toBeGreaterThan(0)
  // And it looked: each place holds what must be in it.
  const [attemptId] = dump.flatMap((row) => /att_[0-9a-z]{20,}/.exec(row) ?? [])
  const expected: [string, string][] = [
    ['answers of the API', remark],
    ['event stream', waiting[0]?.approvalId ?? ''],
    ['pages in the browser', remark],
    ['every row of every table', remark],
    ['log files', requestId],
    ['files of PostgreSQL, with its log of writes', remark],
    ['files of DynamoDB', attemptId ?? ''],
  ]
  for (const [place, text] of expected) {
    const find = createTokenSearch([text])
    expect([place, places[place]?.some((part) => find(part) !== undefined)]).toEqual([place, true])
  }
})

/** Approve, reject, undo, comment, expire and be asked again, stop: each has its token. */
async function useEverything(): Promise<Waiting[]> {
  const asksTwice = {
    StartAt: 'Review',
    States: {
      Review: reviewState({
        TimeoutSeconds: 3,
        Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }],
        End: true,
      }),
    },
  }
  const waiting = await Promise.all([
    ...['73001', '73002', '73003', '73004'].map((order) => workflows.startOrder(order, { heartbeatSeconds: 4 })),
    workflows.startOrder('73005', { timeoutSeconds: 4, heartbeatSeconds: 2 }),
    workflows.startDefinition(asksTwice),
  ])
  const [approved, rejected, undone, stopped, , asked] = waiting
  if (!(approved && rejected && undone && stopped && asked)) throw new Error('not all have started')
  const post = (id: string, verb: string, body: object) => priya.call('POST', `/v1/approvals/${id}/${verb}`, body)

  await post(approved.approvalId, 'comments', { text: remark })
  await priya.vote(approved.approvalId, 'approve', { comment: remark })
  await priya.vote(approved.approvalId, 'approve')
  await priya.vote(rejected.approvalId, 'reject', { reason: 'OutOfStock' })
  await priya.vote(undone.approvalId, 'approve', { undoSeconds: 60 })
  await post(undone.approvalId, 'undo', {})
  await workflows.sfn.send(new StopExecutionCommand({ executionArn: stopped.executionArn }))
  for (const { approvalId } of waiting.slice(0, -1)) {
    await until('it is settled', async () => {
      const { status, callback } = await priya.approval(approvalId)
      return approvalId === undone.approvalId ||
        callback?.status === 'confirmed' ||
        status === 'withdrawn' ||
        status === 'expired'
        ? true
        : undefined
    })
  }
  await until('the second attempt', async () =>
    (await priya.approval(asked.approvalId)).attempt === 2 ? true : undefined,
  )
  for (const { approvalId } of waiting) await priya.call('GET', `/v1/approvals/${approvalId}/audit`)
  await priya.call('GET', '/v1/approvals?q=order', undefined, { 'x-request-id': requestId })
  return waiting
}

async function misuseEverything(): Promise<void> {
  const { webUrl, apiKey } = countersign.demo
  for (const { path, init } of mistakesWith(canary, apiKey)) {
    const response = await fetch(`${webUrl}${path}`, init)
    expect(Math.floor(response.status / 100), `${path.slice(0, 40)} ${response.status}`).toBe(4)
  }
}

/** Every kind of page as a browser gets it: documents, the payloads behind them, and what they have become. */
async function visitEveryPage(waiting: readonly Waiting[]): Promise<string[]> {
  const seen: string[] = []
  const bodies: Promise<unknown>[] = []
  for (const name of ['Priya Raman', 'João Pereira']) {
    const { page, context } = await visitAs(browser, countersign.demo, name)
    page.on('response', (response) =>
      bodies.push(
        response.text().then(
          (text) => seen.push(text),
          () => undefined,
        ),
      ),
    )
    const paths = ['/inbox', '/inbox?view=done', '/nowhere', ...waiting.map(({ approvalId }) => `/inbox/${approvalId}`)]
    for (const path of paths) {
      await page.goto(path)
      if (path.startsWith('/inbox/')) {
        await page.getByRole('tab', { name: 'Audit trail' }).click()
        await page.getByText('asked for this approval').first().waitFor()
        await page.locator('#raw summary').click()
      }
      seen.push(await page.content())
    }
    seen.push(JSON.stringify(await context.storageState()))
    await context.close()
  }
  await Promise.all(bodies)
  return seen
}

const readServicePages = (): Promise<string[]> =>
  Promise.all(
    ['/metrics', '/openapi.json', '/docs', '/livez', '/readyz', '/version', '/problems/expired', '/sign-in'].map(
      async (path) => (await fetch(`${countersign.demo.webUrl}${path}`)).text(),
    ),
  )

/** What pg_dump would see. */
async function dumpDatabase(): Promise<string[]> {
  const { databaseOwnerPassword } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8'))
  const url = new URL(countersign.demo.databaseUrl)
  Object.assign(url, { username: 'countersign_owner', password: databaseOwnerPassword })
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    const rows: string[] = []
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    expect(tables.rows.length).toBeGreaterThan(15)
    for (const { name } of tables.rows) {
      const { rows: found } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
      rows.push(...found.map(({ row }) => `${name} ${row}`))
    }
    return rows
  } finally {
    await client.end()
  }
}

/** The engine shows what it handed to the registering function: the whole context with the token in it. */
async function tokensIssued(executionArn: string): Promise<string[]> {
  const events = await workflows.history(executionArn)
  return events.flatMap(({ taskScheduledEventDetails: it }) =>
    it?.resource === 'invoke.waitForTaskToken' ? [JSON.parse(it.parameters ?? '').Payload.context.Task.Token] : [],
  )
}

function listen(cookie: string) {
  const chunks: string[] = []
  const stop = new AbortController()
  void fetchUnseen(`${countersign.demo.webUrl}/v1/events`, { headers: { cookie }, signal: stop.signal })
    .then(async ({ body }) => {
      for await (const chunk of body ?? []) chunks.push(Buffer.from(chunk).toString('utf8'))
    })
    .catch(() => undefined)
  return { chunks, end: () => stop.abort() }
}

function filesBelow(folder: string): Buffer[] {
  return readdirSync(realpathSync(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
}
