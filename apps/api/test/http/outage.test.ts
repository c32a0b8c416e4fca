import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readEvents } from './support/event-reader.ts'
import { contextBody, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

/** A wire to the database that can be cut and mended. */
async function createWire(target: { host: string; port: number }) {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target.port, target.host)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    async cut() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
    async mend() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
}

let api: TestApi
let registrar: Client
let wire: Awaited<ReturnType<typeof createWire>>

beforeAll(async () => {
  api = await startTestApi({}, async (databaseUrl) => {
    const url = new URL(databaseUrl)
    wire = await createWire({ host: url.hostname, port: Number(url.port) })
    url.hostname = '127.0.0.1'
    url.port = String(wire.port)
    return url.href
  })
  registrar = await api.keyClient()
})
afterAll(async () => {
  await api.stop()
  await wire.cut()
})

it('answers 503 with Retry-After while the database is away, and recovers by itself', async () => {
  const ana = await api.signIn('ana')
  const stream = await readEvents(api.origin, { Cookie: ana.cookie })
  await stream.next()
  const { id } = await register(registrar)
  expect((await stream.next()).data).toMatchObject({ approvalId: id })
  await wire.cut()
  for (const ask of [
    () => registrar('POST', '/v1/approvals', { body: contextBody() }),
    () => registrar('GET', `/v1/approvals/${id}`),
    () => ana('GET', '/v1/approvals'),
    () => api.anonymous('GET', '/readyz'),
  ]) {
    const reply = await ask()
    expect(reply.status, reply.text).toBe(503)
    expect(reply.body).toMatchObject({ code: 'unavailable' })
    expect(reply.headers.get('retry-after')).toBe('2')
  }
  expect((await api.anonymous('GET', '/livez')).status).toBe(200)
  await wire.mend()
  await expect.poll(async () => (await api.anonymous('GET', '/readyz')).status, { timeout: 10_000 }).toBe(200)
  const after = await register(registrar)
  expect((await stream.next()).data).toMatchObject({ approvalId: after.id })
  stream.close()
})
