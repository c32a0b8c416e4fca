import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEgress } from '../../src/adapters/egress/egress.ts'
import type { EgressCall } from '../../src/ports/egress.ts'
import { type Canary, startCanary } from './canary.ts'

const egress = createEgress({ allow: ['127.0.0.0/8'], allowHttp: true })
const servers: (Canary | { close(): Promise<void> })[] = []

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function receiver(answer: Parameters<typeof startCanary>[2]): Promise<Canary> {
  const server = await startCanary('127.0.0.1', 0, answer)
  servers.push(server)
  return server
}

const call = (port: number, change: Partial<EgressCall> = {}): EgressCall => ({
  url: `http://127.0.0.1:${port}/hooks?a=1`,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"ü":1}'),
  ...change,
})

describe('an outgoing call', () => {
  it('carries the bytes and headers it was given, and brings the answer back', async () => {
    const seen: unknown[] = []
    const { port } = await receiver((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { host, connection, 'content-type': type, 'accept-encoding': encoding } = request.headers
        seen.push(request.method, request.url, host, connection, type, encoding, Buffer.concat(chunks).toString())
        response.writeHead(201, { 'X-Answer': 'yes', 'Retry-After': '7' }).end('thänks')
      })
    })
    const result = await egress.send(call(port))
    expect(result).toMatchObject({ kind: 'answered', status: 201, body: 'thänks' })
    expect(result).toMatchObject({ headers: { 'x-answer': 'yes', 'retry-after': '7' } })
    expect(seen).toEqual([
      'POST',
      '/hooks?a=1',
      `127.0.0.1:${port}`,
      'close',
      'application/json',
      'identity',
      '{"ü":1}',
    ])
  })

  it('goes straight there, whatever proxies the environment names, and leaves no connection behind', async () => {
    const proxy = await receiver((_, response) => response.end('proxied'))
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'npm_config_proxy'])
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`)
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    const direct = await receiver((_, response) => response.end('direct'))
    for (let n = 0; n < 3; n += 1) expect(await egress.send(call(direct.port))).toMatchObject({ body: 'direct' })
    expect(proxy.connections()).toBe(0)
    expect(direct.connections()).toBe(3)
  })

  it('reads so much of an answer and no more, however much there is', async () => {
    let stopped = false
    const { port } = await receiver((_, response) => {
      const pour = () => {
        if (stopped) return
        if (response.write('x'.repeat(16_384))) setImmediate(pour)
        else response.once('drain', pour)
      }
      response.on('close', () => {
        stopped = true
      })
      pour()
    })
    const result = await egress.send(call(port, { maxResponseBytes: 50_000 }))
    expect(result).toMatchObject({ kind: 'answered', status: 200, body: 'x'.repeat(50_000) })
    await vi.waitFor(() => expect(stopped).toBe(true))
  })

  it('ends in time when nothing is answered', async () => {
    const { port } = await receiver(() => {})
    expect(await egress.send(call(port, { timeoutMs: 50 }))).toEqual({ kind: 'failed', reason: 'timeout' })
  })

  it('ends in time when the name server says nothing', async () => {
    const silent = createEgress({ allow: [], allowHttp: true }, () => new Promise(() => {}))
    const late = await silent.send({ ...call(9), url: 'http://example.com/', timeoutMs: 50 })
    expect(late).toEqual({ kind: 'failed', reason: 'timeout' })
  })

  it('keeps the status of an answer whose body never ends or breaks off', async () => {
    const { port } = await receiver((request, response) => {
      response.writeHead(204 + Number(request.url === '/break'), { 'content-length': '100' })
      response.flushHeaders()
      if (request.url === '/break') setImmediate(() => response.destroy())
    })
    const url = (path: string) => `http://127.0.0.1:${port}${path}`
    expect(await egress.send({ ...call(port), url: url('/break') })).toMatchObject({ kind: 'answered', status: 205 })
    const { port: stalling } = await receiver((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('begun')
    })
    expect(await egress.send(call(stalling, { timeoutMs: 150 }))).toMatchObject({ status: 200, body: 'begun' })
  })

  it('says why nothing came back', async () => {
    const { port } = await receiver((request) => request.socket.destroy())
    expect(await egress.send(call(port))).toEqual({ kind: 'failed', reason: 'connection-broken' })
    expect(await egress.send(call(port, { url: `https://127.0.0.1:${port}/` }))).toEqual({
      kind: 'failed',
      reason: 'connection-broken',
    })
    const { port: free, close } = await startCanary('127.0.0.1')
    await close()
    expect(await egress.send(call(free))).toEqual({ kind: 'failed', reason: 'connection-refused' })
    const nameless = createEgress({ allow: [], allowHttp: false }, async () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    )
    expect(await nameless.send(call(1, { url: 'https://nowhere.example/' }))).toEqual({
      kind: 'failed',
      reason: 'name-not-found',
    })
  })

  it('is not fooled into another protocol', async () => {
    const server: Server = createServer()
    server.on('connection', (socket) => {
      socket.on('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      )
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const { port } = server.address() as AddressInfo
    expect(await egress.send(call(port))).toEqual({ kind: 'failed', reason: 'connection-broken' })
  })
})

describe('an address to be saved', () => {
  const strict = createEgress({ allow: ['10.20.0.0/16', '::1/128'], allowHttp: false })
  it.each([
    ['https://example.com/hooks', 'fine'],
    ['https://example.com.:8443/hooks?a=b', 'fine'],
    ['https://10.20.3.4/', 'fine'],
    ['https://[::1]/', 'fine'],
    ['https://93.184.216.34/', 'fine'],
    ['https://[2606:2800:220:1::1]/', 'fine'],
    ['http://example.com/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['https://user@example.com/', 'credentials'],
    ['https://:pass@example.com/', 'credentials'],
    ['https://', 'malformed'],
    ['example.com', 'malformed'],
    ['https://10.21.0.1/', 'address'],
    ['https://0x7f.1/', 'address'],
    ['https://localhost/', 'address'],
    ['https://api.localhost./', 'address'],
    ['https://[::ffff:10.20.0.1]/', 'address'],
  ])('%s is %s', (url, expected) => {
    const verdict = strict.checkUrl(url)
    expect(verdict.kind === 'fine' ? 'fine' : verdict.reason).toBe(expected)
  })
})
