import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../channels/channels-world.ts'
import { contextBody, executionArn, register } from '../http/support/registration-body.ts'
import { type Client, type Reply, startTestApi, type TestApi } from '../http/support/test-api.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const BURSTS = size(15, 1_000)
const FEWEST = 10
const MOST = 50

let api: TestApi
/** Another process at the same database, as after a restart. */
let after: TestApi
let here: Client
let there: Client
beforeAll(async () => {
  let databaseUrl = ''
  api = await startTestApi({}, async (url) => {
    databaseUrl = url
    return url
  })
  after = await startTestApi({}, async () => databaseUrl)
  const headers = { Authorization: `Bearer ${await api.issueKey()}` }
  here = api.clientWith(headers)
  there = after.clientWith(headers)
})
afterAll(async () => {
  await after?.stop()
  await api?.stop()
})

const count = async (sql: string, value: string): Promise<number> => (await api.sql(sql, [value])).rows[0]?.count

/** What is sent, what must have happened once, and how often it did. */
interface Work {
  readonly path: string
  readonly body: object
  readonly other: object
  effects(): Promise<number>
}

const KINDS: readonly (() => Promise<Work>)[] = [
  async () => {
    const execution = executionArn()
    const body = contextBody({ execution })
    const other = { ...body, approval: { ...body.approval, title: 'Another one' } }
    const effects = () => count('select count(*)::int from approval where execution_arn = $1', execution)
    return { path: '/v1/approvals', body, other, effects }
  },
  async () => {
    const { id } = await register(here)
    const effects = () => count('select count(*)::int from comment where approval_id = $1', id)
    return { path: `/v1/approvals/${id}/comments`, body: { text: 'once' }, other: { text: 'twice' }, effects }
  },
  async () => {
    const { id } = await register(here)
    const effects = () => count('select count(*)::int from decision where approval_id = $1', id)
    return { path: `/v1/approvals/${id}/cancel`, body: {}, other: { comment: 'another' }, effects }
  },
]

it(`${BURSTS} bursts of equal requests have one effect each, and the same answer to the byte, also after a restart`, {
  timeout: batteryTimeoutMs(120_000),
}, async () => {
  const random = seededRandom(6)
  const from = performance.now()
  let requests = 0
  let inFlight = 0
  for (let burst = 0; burst < BURSTS; burst += 1) {
    const work = await KINDS[burst % KINDS.length]?.()
    if (!work) throw new Error('no such kind')
    const headers = { 'Idempotency-Key': `burst-${burst}` }
    const send = (client: Client, body = work.body): Promise<Reply> => client('POST', work.path, { body, headers })
    const size = FEWEST + Math.floor(random() * (MOST - FEWEST + 1))
    const replies = await Promise.all(Array.from({ length: size }, (_, index) => send(index % 2 === 0 ? here : there)))
    requests += size
    const waiting = replies.filter(({ status }) => status === 409)
    inFlight += waiting.length
    for (const reply of waiting) expect(reply.body).toMatchObject({ code: 'idempotency-in-flight' })
    const answers = [...replies.filter(({ status }) => status !== 409), await send(there), await send(here)]
    expect(answers.length).toBeGreaterThan(2)
    for (const { status } of answers) expect([200, 201]).toContain(status)
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await work.effects()).toBe(1)
    expect((await send(burst % 2 === 0 ? here : there, work.other)).body).toMatchObject({
      code: 'idempotency-mismatch',
    })
    expect(await work.effects()).toBe(1)
  }
  report('A6', {
    bursts: BURSTS,
    requests,
    'told to wait': inFlight,
    seconds: Math.round((performance.now() - from) / 1_000),
  })
})
