import { request } from 'node:http'
import { API_PATHS } from '@countersign/shared/paths'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linksIn } from '../../apps/api/test/support/links-in.ts'
import { tableDigests } from '../../apps/api/test/support/table-digests.ts'
import { launchBrowser } from '../browser.mjs'
import { type ChannelsScene, startChannelsScene } from './channels-scene.ts'
import { until } from './until.ts'
import { visitAs } from './visitor.ts'

// Acceptance 6 of the channels: no address that leaves us does anything by being opened, by whatever opens it.
/** Of browsers that look ahead, of scanners, of chat programs that draw previews, and one that tries its luck. */
const VISITORS: readonly Readonly<Record<string, string>>[] = [
  {},
  { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender', 'x-moz': 'prefetch', 'x-purpose': 'preview' },
  {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks',
    'x-forwarded-for': '40.94.0.1',
    from: 'scan@mail.example',
  },
  { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', range: 'bytes=0-32768' },
  { 'x-http-method-override': 'POST', 'x-method-override': 'POST', 'content-type': 'application/json' },
]
/** They change nothing either, but that the log was handed out, and to whom, is noted in it. */
const HANDED_OUT: readonly string[] = [API_PATHS.auditExport, API_PATHS.evidence]
const AT_ONCE = 8
const PAGES_AT_ONCE = 4
/** Scripts of a page have done what they do on their own by then. */
const SETTLED_MS = 400

let scene: ChannelsScene
let browser: Browser
let helen: BrowserContext
let before: Readonly<Record<string, string>>
const answers: string[] = []
/** Sent, or on a page. */
const links = new Set<string>()
/** Every route there is, GET or not, filled with ids there are. */
const routes = new Set<string>()
const fetchUnseen = globalThis.fetch

beforeAll(async () => {
  globalThis.fetch = async (...sent) => {
    const response = await fetchUnseen(...sent)
    answers.push(`${JSON.stringify([...response.headers])} ${await response.clone().text()}`)
    return response
  }
  ;[scene, browser] = await Promise.all([startChannelsScene(), launchBrowser()])
  helen = (await visitAs(browser, scene.demo, 'Helen Weiss')).context
  const ids = await scene.play()
  await readEverything(ids)
  globalThis.fetch = fetchUnseen
  collect(ids)
  before = await settledState()
})
afterAll(async () => {
  globalThis.fetch = fetchUnseen
  await browser?.close()
  await scene?.stop()
})

const isHandedOut = (link: string): boolean =>
  HANDED_OUT.some((path) => new RegExp(`^${path.replace('{id}', '[^/]+')}$`).test(new URL(link).pathname))

type Ids = Awaited<ReturnType<ChannelsScene['play']>>

/** Good questions and bad ones: their answers name addresses too. */
async function readEverything({ approval, decided, webhook, integration }: Ids): Promise<void> {
  const paths = [
    ...[approval, decided].flatMap((id) => ['', '/projection', '/audit'].map((part) => `/v1/approvals/${id}${part}`)),
    ...['', '/messages'].map((part) => `/v1/integrations/${integration}${part}`),
    ...['', '/deliveries'].map((part) => `/v1/webhooks/${webhook}${part}`),
    ...[
      'approvals?limit=1',
      'approvals?limit=x',
      'approvals/apr_0',
      'webhooks',
      'integrations',
      'slack',
      'nothing',
    ].map((path) => `/v1/${path}`),
    ...[
      '/v1/me/slack',
      '/v1/me/preferences',
      '/auth/me',
      '/openapi.json',
      '/docs',
      '/problems/expired',
      '/problems/no',
    ],
  ]
  for (const path of paths) await scene.helen.call('GET', path)
  await scene.helen.call('POST', `/v1/approvals/${approval}/votes`, { outcome: 'approve' })
  await scene.helen.call('POST', `/v1/approvals/${decided}/undo`, {})
  await fetch(`${scene.demo.webUrl}/v1/approvals`)
}

/** From what was truly sent. */
function collect({ approval, webhook, integration }: Ids): void {
  const { slack, mail, receiver, demo } = scene
  const decoded = (body: string) => decodeURIComponent(body.replaceAll('+', ' '))
  const said: Record<string, string[]> = {
    slack: slack.calls.map(({ body }) => decoded(body)),
    mails: mail.received.flatMap(({ text, html, headers }) => [text, html, [...headers.values()].join('\n')]),
    webhooks: receiver.received.map(({ bytes }) => bytes.toString()),
    answers: answers.flatMap((answer) => [answer, answer.replace(/(?:%[0-9A-F]{2})+/g, unescaped)]),
  }
  const { host } = new URL(demo.webUrl)
  for (const [place, texts] of Object.entries(said)) {
    const ours = texts.flatMap((text) => linksIn(text, demo.webUrl)).filter((link) => new URL(link).host === host)
    expect([place, ours.length > 0]).toEqual([place, true])
    for (const link of ours.filter((each) => !isHandedOut(each))) links.add(link)
  }
  const callbackId = [...links].map((link) => /\/v1\/callbacks\/(acb_[0-9a-z]+)/.exec(link)?.[1]).find(Boolean) ?? ''
  const eventId = receiver.received[0]?.id ?? ''
  for (const path of Object.values(API_PATHS).filter((each) => !HANDED_OUT.includes(each))) {
    const id = path.startsWith('/v1/approvals') ? approval : path.startsWith('/v1/webhooks') ? webhook : integration
    const filled = { id: path.startsWith('/v1/accounts') ? '123456789012' : id, callbackId, eventId, code: 'expired' }
    routes.add(`${demo.webUrl}${path.replace(/\{(\w+)\}/g, (_, name: keyof typeof filled) => filled[name])}`)
  }
  for (const path of ['/', '/inbox', '/settings/slack?code=c&state=s', '/slack/installed?code=c&state=s'])
    links.add(`${demo.webUrl}${path}`)
}

const unescaped = (codes: string): string => Buffer.from(codes.replaceAll('%', ''), 'hex').toString()

const stateNow = () => tableDigests((text) => scene.owner.query(text))

/** When all that was set in motion has come to rest: the last answer is with its workflow, and told everywhere. */
async function settledState() {
  let last = ''
  return until('nothing moves any more', async () => {
    const { rows } = await scene.owner.query(
      'select from callback where finished_at is null or history_event_id is null',
    )
    const state = await stateNow()
    const same = rows.length === 0 && JSON.stringify(state) === last
    last = JSON.stringify(state)
    if (!same) await new Promise((resolve) => setTimeout(resolve, 1_000))
    return same ? state : undefined
  })
}

describe('the addresses that leave us', () => {
  test('are those of every kind: pages, callbacks, problems, the API, in Slack, mails, webhooks and answers', () => {
    const all = [...links].join('\n')
    for (const part of [
      '/inbox/apr_',
      '/settings',
      '/inbox\n',
      '/v1/callbacks/acb_',
      '/problems/',
      '/v1/approvals/apr_',
      '/settings/slack',
    ])
      expect([part, `${all}\n`.includes(part)]).toEqual([part, true])
    expect(links.size).toBeGreaterThan(30)
  })

  test('change nothing when a browser opens them, scripts and all, and follows every link of every page', async () => {
    const seen = new Set<string>()
    for (let fresh = [...links]; fresh.length > 0; fresh = [...links].filter((link) => !seen.has(link))) {
      for (const link of fresh) seen.add(link)
      await inParallel(fresh, PAGES_AT_ONCE, async (link) => {
        for (const found of await open(helen, link)) if (isPage(found)) links.add(found)
      })
    }
    expect(await stateNow()).toEqual(before)
    expect([...links].some((link) => /\/webhooks\/whe_/.test(link))).toBe(true)
    expect([...links].some((link) => /\/integrations\/int_/.test(link))).toBe(true)
  })

  test('change nothing when they are fetched, by GET, HEAD and OPTIONS, signed in and out, by scanners and previews', async () => {
    const people = ['', scene.helen.cookie]
    const requests = [...new Set([...links, ...routes])].flatMap((link) => [
      { link, method: 'GET', headers: { cookie: scene.priya.cookie } },
      ...people.flatMap((cookie) => [
        ...VISITORS.map((headers) => ({ link, method: 'GET', headers: { ...headers, cookie } })),
        ...['HEAD', 'OPTIONS'].map((method) => ({ link, method, headers: { cookie } })),
      ]),
    ])
    const statuses = new Map<number, number>()
    await inParallel(requests, AT_ONCE, async ({ link, method, headers }, n) => {
      const status = await send(link, method, headers, n)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    })
    expect(await stateNow()).toEqual(before)
    expect([...statuses.keys()].filter((status) => status === 0 || status === 429 || status >= 500)).toEqual([])
    expect(statuses.get(200) ?? 0).toBeGreaterThan(requests.length / 4)
  })

  test('change nothing when a browser opens them that is not signed in', async () => {
    const nobody = await browser.newContext()
    await inParallel([...links], PAGES_AT_ONCE, (link) => open(nobody, link))
    await nobody.close()
    expect(await stateNow()).toEqual(before)
  })

  test('while one honest command changes what it should, and the digests show it', async () => {
    const id = [...links].map((link) => /\/inbox\/(apr_[0-9a-z]+)/.exec(link)?.[1]).find(Boolean)
    const headers = { cookie: scene.helen.cookie, origin: scene.demo.webUrl, 'content-type': 'application/json' }
    const link = `${scene.demo.webUrl}/v1/approvals/${id}/comments`
    expect(await send(link, 'POST', headers, 20_000, JSON.stringify({ text: 'Seen.' }))).toBe(201)
    const after = await stateNow()
    const changed = Object.keys(after).filter((table) => after[table] !== before[table])
    expect(changed).toEqual(expect.arrayContaining(['public.comment', 'public.audit_entry', 'public.audit_head']))
  })
})

/** What the page links to when it has come to rest. An event stream never does. */
async function open(context: BrowserContext, link: string): Promise<string[]> {
  const page = await context.newPage()
  try {
    const answer = await page.goto(link, { waitUntil: 'load', timeout: link.endsWith('/v1/events') ? 500 : 30_000 })
    if (!answer?.headers()['content-type']?.startsWith('text/html')) return []
    await page.waitForTimeout(SETTLED_MS)
    // Rows that are still to come have links, too.
    await page.locator('.shimmer').first().waitFor({ state: 'detached' })
    const values = [...(await page.content()).matchAll(/\s(?:href|src|action|formaction)="([^"]+)"/g)]
    return values.map(([, value = '']) => new URL(value.replaceAll('&amp;', '&'), page.url()).href)
  } catch (error) {
    if (link.endsWith('/v1/events')) return []
    throw error
  } finally {
    await page.close()
  }
}

/** Files of the build are no addresses of anything; views of the same list differ in their filters. */
const isPage = (link: string): boolean =>
  new URL(link).host === new URL(scene.demo.webUrl).host && !link.includes('/_next/') && !link.includes('#')

/** Each from another address of this machine: who fails to sign in sixty times a minute is sent away. */
function send(link: string, method: string, headers: Record<string, string>, n: number, body = ''): Promise<number> {
  const localAddress = `127.0.${1 + (Math.floor(n / 40) % 250)}.${2 + (n % 200)}`
  return new Promise((resolve) => {
    const sent = request(link, { method, headers, localAddress, agent: false }, (response) => {
      resolve(response.statusCode ?? 0)
      if (response.headers['content-type']?.startsWith('text/event-stream')) response.destroy()
      else response.resume()
    })
    sent.on('error', () => resolve(0))
    sent.end(body)
  })
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T, n: number) => Promise<unknown>,
): Promise<void> {
  const queue = items.entries()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const [n, item] of queue) await work(item, n)
    }),
  )
}
