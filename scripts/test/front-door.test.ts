import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startFrontDoor } from '../front-door.mjs'

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

let api: Server
let web: Server
let door: Awaited<ReturnType<typeof startFrontDoor>>
let answerApi: Listener

beforeEach(async () => {
  answerApi = (incoming, outgoing) => {
    outgoing.end(JSON.stringify({ from: 'api', url: incoming.url, headers: incoming.headers }))
  }
  api = await listen((incoming, outgoing) => answerApi(incoming, outgoing))
  web = await listen((incoming, outgoing) => outgoing.end(JSON.stringify({ from: 'web', url: incoming.url })))
  const publicUrl = 'http://127.0.0.1:3000'
  door = await startFrontDoor({ port: 0, publicUrl, api: targetOf(api), web: targetOf(web) })
})
afterEach(async () => {
  await door.stop()
  for (const server of [api, web]) {
    server.closeAllConnections()
    server.close()
  }
})

test.each([
  ['/v1/approvals?status=pending', 'api'],
  ['/auth/me', 'api'],
  ['/docs', 'api'],
  ['/docs/swagger-ui.css', 'api'],
  ['/problems/already-decided', 'api'],
  ['/openapi.json', 'api'],
  ['/livez', 'api'],
  ['/metrics', 'api'],
  ['/', 'web'],
  ['/inbox/apr_1', 'web'],
  ['/v10', 'web'],
  ['/documentation', 'web'],
  ['/metrics/x', 'web'],
])('%s goes to the %s', async (path, from) => {
  expect(await (await fetch(at(path))).json()).toMatchObject({ from, url: path })
})

test('the API learns the client address from us and not from the client', async () => {
  const response = await fetch(at('/v1/approvals'), { headers: { 'x-forwarded-for': '8.8.8.8' } })
  const { headers } = (await response.json()) as { headers: Record<string, string> }
  expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' })
  expect(headers.host).toBe(`127.0.0.1:${door.port}`)
})

test('an event reaches the reader before the stream ends', async () => {
  answerApi = (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    outgoing.write('data: first\n\n')
  }
  const response = await fetch(at('/v1/events'))
  const { value } = (await response.body?.getReader().read()) ?? {}
  expect(new TextDecoder().decode(value)).toBe('data: first\n\n')
})

test('a stream that its reader leaves is closed at the API too', async () => {
  const left = new Promise<void>((resolve) => {
    answerApi = (_, outgoing) => {
      outgoing.writeHead(200).write('x')
      outgoing.on('close', resolve)
    }
  })
  const abort = new AbortController()
  await fetch(at('/v1/events'), { signal: abort.signal })
  abort.abort()
  await left
})

test('a request body arrives whole', async () => {
  answerApi = (incoming, outgoing) => {
    incoming.pipe(outgoing)
  }
  const body = 'ä'.repeat(300_000)
  expect(await (await fetch(at('/v1/approvals'), { method: 'POST', body })).text()).toBe(body)
})

test('a name that somebody else pointed at this machine is turned away', async () => {
  expect(await statusFor('evil.example')).toEqual({ status: 421, location: undefined })
})

test('localhost is led to the one origin', async () => {
  expect(await statusFor(`localhost:${door.port}`)).toEqual({ status: 307, location: `${at('/inbox')}` })
})

test('a part that is down is a 502 that says so', async () => {
  api.closeAllConnections()
  await new Promise((resolve) => api.close(resolve))
  const response = await fetch(at('/v1/approvals'))
  expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('not up at the moment')])
})

const at = (path: string) => `http://127.0.0.1:${door.port}${path}`
const targetOf = (server: Server) => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })

function listen(listener: Listener): Promise<Server> {
  const server = createServer(listener)
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** fetch would not send a Host of our choice. */
function statusFor(host: string): Promise<{ status?: number | undefined; location?: string | undefined }> {
  return new Promise((resolve, reject) => {
    request({ port: door.port, host: '127.0.0.1', path: '/inbox', headers: { host } }, (response) => {
      response.resume()
      resolve({ status: response.statusCode, location: response.headers.location })
    })
      .on('error', reject)
      .end()
  })
}
