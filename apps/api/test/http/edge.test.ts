import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let registrar: Client

beforeAll(async () => {
  api = await startTestApi()
  registrar = await api.keyClient()
})
afterAll(() => api.stop())

const raw = (content: string, contentType = 'application/json') =>
  registrar('POST', '/v1/approvals', { raw: content, headers: { 'Content-Type': contentType } })

describe('addresses and methods', () => {
  it('answers unknown addresses with a problem that repeats nothing of them', async () => {
    for (const path of ['/', '/v1', '/v1/approvals/', '/v1/Approvals', '/nope/secret-thing', '/%ff']) {
      const reply = await registrar('GET', path)
      expect(reply.status, path).toBe(404)
      expect(reply.body, path).toMatchObject({ code: 'not-found', requestId: reply.headers.get('x-request-id') })
      expect(reply.text).not.toContain('secret-thing')
    }
  })

  it('answers ids that cannot exist like those that do not', async () => {
    const impossible = await registrar('GET', '/v1/approvals/apr_short')
    const unknown = await registrar('GET', '/v1/approvals/apr_01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g')
    const { requestId: _, ...first } = impossible.body as Record<string, unknown>
    const { requestId: __, ...second } = unknown.body as Record<string, unknown>
    expect(impossible.status).toBe(404)
    expect(second).toMatchObject(first)
  })

  it('names the allowed methods with 405, and on OPTIONS', async () => {
    const refused = await registrar('DELETE', '/v1/approvals')
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS')
    expect(refused.body).toMatchObject({ code: 'method-not-allowed' })
    const asked = await registrar('OPTIONS', '/v1/approvals')
    expect(asked.status).toBe(204)
    expect(asked.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS')
    expect((await registrar('GET', '/auth/sign-out')).status).toBe(405)
  })

  it('answers HEAD like GET without a body', async () => {
    const { id } = await register(registrar)
    const reply = await registrar('HEAD', `/v1/approvals/${id}`)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('etag')).toBe('"v1"')
    expect(reply.text).toBe('')
  })

  it('decides nothing on GET, HEAD or OPTIONS', async () => {
    const { id } = await register(registrar)
    const ana = await api.signIn('ana')
    const before = await api.sql('select last_value from (select max(seq) as last_value from audit_entry) as head')
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (const verb of ['votes', 'cancel', 'undo', 'comments', 'heartbeat'])
        expect([204, 405]).toContain((await ana(method, `/v1/approvals/${id}/${verb}`)).status)
    const after = await api.sql('select last_value from (select max(seq) as last_value from audit_entry) as head')
    expect(after.rows).toEqual(before.rows)
  })
})

describe('bodies', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json; charset=latin1',
  ])('refuses %s with 415', async (type) => {
    const reply = await raw('{}', type)
    expect(reply.status).toBe(415)
    expect(reply.body).toMatchObject({ code: 'unsupported-media-type' })
  })

  it('refuses compressed bodies, which could be bombs', async () => {
    const reply = await registrar('POST', '/v1/approvals', { raw: '{}', headers: { 'Content-Encoding': 'gzip' } })
    expect(reply.status).toBe(415)
  })

  it.each([
    ['broken JSON', '{"approval": '],
    ['nothing but blanks', '  '],
    ['a key twice', '{"approval": {"title": "a", "title": "b"}}'],
    ['a key twice in different spelling', '{"approval": {"title": "a", "t\\u0069tle": "b"}}'],
    ['a prototype', '{"__proto__": {"x": 1}}'],
    ['a very deep document', `{"a":${'['.repeat(70_000)}${']'.repeat(70_000)}}`],
  ])('refuses %s with 400', async (_, content) => {
    const reply = await raw(content)
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({ code: 'malformed-json' })
  })

  it('refuses bytes that are not UTF-8', async () => {
    const reply = await registrar('POST', '/v1/approvals', { raw: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) })
    expect(reply.status).toBe(400)
  })

  it('refuses integers and text that have no one canonical form', async () => {
    for (const payload of [
      '9007199254740993',
      '1e400',
      '"\\u0000"',
      '"\\ud800"',
      `${'['.repeat(40)}${']'.repeat(40)}`,
    ]) {
      const body = JSON.stringify(contextBody({ approval: { case: { payload: 'HERE' } } })).replace('"HERE"', payload)
      const reply = await raw(body)
      expect(reply.status, payload).toBe(422)
      expect(reply.body, payload).toMatchObject({
        errors: [{ pointer: expect.stringMatching(/^\/approval\/case\/payload/) }],
      })
    }
  })

  it('says 413 to bodies over 1 MB, read or announced', async () => {
    const reply = await raw(JSON.stringify({ filler: 'x'.repeat(1_100_000) }))
    expect(reply.status).toBe(413)
    expect(reply.body).toMatchObject({ code: 'body-too-large' })
    const head = await rawHttp(
      `POST /v1/approvals HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await api.issueKey()}\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{`,
    )
    expect(head).toContain('HTTP/1.1 413')
  })

  it('takes no body for an empty one from programs', async () => {
    const { id } = await register(registrar)
    const reply = await registrar('POST', `/v1/approvals/${id}/cancel`)
    expect(reply.status).toBe(200)
  })
})

describe('headers', () => {
  it('keeps a sane request id and replaces any other', async () => {
    const kept = await registrar('GET', '/livez', { headers: { 'X-Request-Id': 'abc-123' } })
    expect(kept.headers.get('x-request-id')).toBe('abc-123')
    const replaced = await registrar('GET', '/livez', { headers: { 'X-Request-Id': 'a'.repeat(100) } })
    expect(replaced.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/)
  })

  it('forbids framing, sniffing and caching, and names no software', async () => {
    for (const path of ['/v1/approvals', '/livez', '/nope', '/docs/', '/problems/not-found']) {
      const { headers } = await registrar('GET', path)
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('x-powered-by'), path).toBeNull()
      if (!path.startsWith('/docs')) expect(headers.get('cache-control'), path).toBe('no-store')
    }
  })
})

describe('the cross-site rules', () => {
  const own = { Origin: 'http://127.0.0.1:3000' }
  it.each([
    ['our own page', { 'Sec-Fetch-Site': 'same-origin' }, 201],
    ['an old browser on our page', own, 201],
    ['a sibling site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['another site that lies about the origin', { 'Sec-Fetch-Site': 'cross-site', ...own }, 403],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }, 403],
    ['an old browser elsewhere', { Origin: 'http://127.0.0.1:3001' }, 403],
    ['a sandboxed frame', { Origin: 'null' }, 403],
    ['nobody knows where', {}, 403],
  ])('judge a session request from %s', async (_, headers, status) => {
    const { id } = await register(registrar)
    const { cookie } = await api.signIn('ana')
    const client = api.clientWith({ Cookie: cookie, ...headers })
    const reply = await client('POST', `/v1/approvals/${id}/comments`, { body: { text: 'hello' } })
    expect(reply.status).toBe(status)
    if (status === 403) expect(reply.body).toMatchObject({ code: 'cross-site' })
  })

  it('refuse a rebound name, whatever the browser thinks of it', async () => {
    const { cookie } = await api.signIn('ana')
    const reply = await rawHttp(
      `GET /v1/approvals HTTP/1.1\r\nHost: evil.example\r\nSec-Fetch-Site: same-origin\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    )
    expect(reply).toContain('HTTP/1.1 403')
  })

  it('want JSON from sessions even for an empty body', async () => {
    const ana = await api.signIn('ana')
    expect((await ana('POST', '/auth/sign-out')).status).toBe(415)
  })

  it('hold for signing in', async () => {
    const reply = await api.anonymous('POST', '/auth/demo/sign-in', { body: { userId: 'usr_ana' } })
    expect(reply.status).toBe(403)
  })

  it('do not bind API keys, which no browser sends on its own', async () => {
    const reply = await registrar('POST', '/v1/approvals', {
      body: contextBody(),
      headers: { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    })
    expect(reply.status).toBe(201)
  })
})

/** Bytes as they are; for requests that `fetch` would not send. */
function rawHttp(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.origin).port), '127.0.0.1', () => socket.write(request))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      answer += chunk
      if (answer.includes('"requestId"')) socket.end()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
