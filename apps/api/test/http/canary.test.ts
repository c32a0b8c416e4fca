import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, freshToken, register } from './support/registration-body.ts'
import { type Client, type Reply, startTestApi, type TestApi } from './support/test-api.ts'

/** I10: whatever a caller does wrong with a task token, it never comes back and is never written down. */
let api: TestApi
let registrar: Client
const canary = `CANARY${freshToken()}`
/** Any stretch of it this long would be a leak. */
const PIECE = canary.slice(0, 24)
const replies: Reply[] = []

beforeAll(async () => {
  api = await startTestApi()
  registrar = await api.keyClient()
})
afterAll(() => api.stop())

const body = contextBody({ token: canary })
const post = (content: unknown) => () => registrar('POST', '/v1/approvals', { body: content })
const raw =
  (content: string, headers: Record<string, string> = {}) =>
  () =>
    registrar('POST', '/v1/approvals', { raw: content, headers })
const encoded = encodeURIComponent(canary)

const mistakes: readonly (readonly [string, () => Promise<Reply>, number])[] = [
  ['a good registration', post(body), 201],
  ['the same again', post(body), 200],
  [
    'under an Idempotency-Key',
    () => registrar('POST', '/v1/approvals', { body, headers: { 'Idempotency-Key': 'one' } }),
    200,
  ],
  [
    'the token as Idempotency-Key',
    () => registrar('POST', '/v1/approvals', { body, headers: { 'Idempotency-Key': canary.slice(0, 200) } }),
    200,
  ],
  ['for another execution', post(contextBody({ token: canary })), 409],
  ['with an unknown member', post({ ...body, extra: canary }), 422],
  ['as the name of a member', post({ ...body, [canary]: 1 }), 422],
  ['as the name of a tag', post(contextBody({ token: canary, approval: { tags: { [canary]: 1 } } })), 422],
  ['as the name of a key in the case', post(contextBody({ approval: { case: { [canary]: {} } } })), 422],
  ['in the title', post(contextBody({ approval: { title: `${canary}\u0007` } })), 422],
  [
    'in the case it goes with',
    post(contextBody({ token: canary, approval: { case: { payload: body.context } } })),
    422,
  ],
  ['in the why it goes with', post(contextBody({ token: canary, approval: { why: `Token: ${canary}` } })), 422],
  ['in the team', post(contextBody({ approval: { team: canary } })), 422],
  ['in the policy', post(contextBody({ approval: { policy: canary } })), 422],
  ['as the execution', post(contextBody({ execution: canary })), 422],
  ['as a list', post({ ...body, context: { ...body.context, Task: { Token: [canary] } } }), 422],
  ['too long', post(contextBody({ token: canary.repeat(4) })), 422],
  ['with blanks in it', post(contextBody({ token: `${canary} ${canary}` })), 422],
  ['in both forms at once', post({ ...body, taskToken: canary }), 422],
  ['in the form and half an execution', post({ taskToken: canary, execution: {}, state: {}, approval: {} }), 422],
  ['in broken JSON', raw(`{"context": {"Task": {"Token": "${canary}"}`), 400],
  ['in unquoted JSON', raw(`{"context": ${canary}}`), 400],
  ['twice as a key', raw(`{"${canary}": 1, "${canary}": 2}`), 400],
  ['as text', raw(canary, { 'Content-Type': 'text/plain' }), 415],
  ['in too large a body', raw(JSON.stringify({ ...body, filler: 'x'.repeat(1_100_000) })), 413],
  ['in the address', () => registrar('GET', `/v1/approvals/${encoded}`), 404],
  ['in an address below', () => registrar('POST', `/v1/approvals/${encoded}/votes`, { body: { a: canary } }), 404],
  ['in an unknown address', () => registrar('GET', `/tokens/${encoded}`), 404],
  ['in the query', () => registrar('GET', `/v1/approvals?cursor=${encoded}`), 422],
  ['as a query parameter', () => registrar('GET', `/v1/approvals?${encoded}=1`), 422],
  ['as an API key', () => api.clientWith({ Authorization: `Bearer ${canary}` })('GET', '/v1/approvals'), 401],
  ['as a request id', () => api.clientWith({ 'X-Request-Id': canary })('GET', '/livez'), 200],
  ['as a cookie', () => api.clientWith({ Cookie: `countersign=${encoded}` })('GET', '/v1/approvals'), 401],
  ['as the last event', () => registrar('HEAD', '/v1/events', { headers: { 'Last-Event-ID': canary } }), 200],
  [
    'as an ETag',
    () =>
      registrar('POST', '/v1/approvals/apr_01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g/votes', {
        body: {},
        headers: { 'If-Match': canary },
      }),
    422,
  ],
  ['as a problem code', () => registrar('GET', `/problems/${encoded}`), 404],
  ['with a method that is not taken', () => registrar('PATCH', `/v1/approvals/${encoded}`), 405],
]

describe('a task token', () => {
  it.each(mistakes)('never comes back: %s', async (_, make, status) => {
    const reply = await make()
    replies.push(reply)
    expect(reply.status, reply.text.slice(0, 300)).toBe(status)
    expect(reply.text).not.toContain(PIECE)
    expect(JSON.stringify([...reply.headers])).not.toContain(PIECE)
  })

  it('is in no log line, even when the database fails beneath a registration', async () => {
    await api.sql('alter table attempt rename to gone')
    const failed = await registrar('POST', '/v1/approvals', { body: contextBody({ token: `${canary}x` }) })
    await api.sql('alter table gone rename to attempt')
    expect(failed.status).toBe(500)
    expect(failed.body).toMatchObject({ code: 'internal' })
    expect(failed.text).not.toMatch(/attempt|prisma|select|insert/i)
    expect(api.logs.some((line) => line.includes('request failed'))).toBe(true)
    expect(api.logs.filter((line) => line.includes(PIECE))).toEqual([])
    expect(api.logs.filter((line) => line.includes('apk_live_'))).toEqual([])
    expect(api.logs.filter((line) => line.includes('8812'))).toEqual([])
  })

  it('is in no row of the database in clear', async () => {
    await register(registrar)
    const { rows: tables } = await api.sql(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    )
    for (const { name } of tables) {
      const { rows } = await api.sql(`select count(*) from "${name}" as row where row::text like $1`, [`%${PIECE}%`])
      expect(Number(rows[0].count), name).toBe(0)
    }
  })

  it('is on no page of the service', async () => {
    for (const path of ['/metrics', '/openapi.json', '/v1/approvals?limit=100'])
      expect((await registrar('GET', path)).text).not.toContain(PIECE)
    expect(replies.length).toBe(mistakes.length)
  })
})
