import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { createEgress } from '../../src/adapters/egress/egress.ts'
import { buildService } from '../crash/service-process.ts'

const certificate = (name: string) => fileURLToPath(new URL(`certificates/${name}`, import.meta.url))
const ALLOW = { allow: ['127.0.0.0/8'], allowHttp: false }

const servers: Server[] = []
let requests = 0
beforeAll(buildService)
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function receiver(name: string): Promise<number> {
  requests = 0
  const identity = { key: readFileSync(certificate(`${name}.key`)), cert: readFileSync(certificate(`${name}.pem`)) }
  const server = createServer(identity, (_, response) => {
    requests += 1
    response.end('taken')
  })
  servers.push(server)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const send = (url: string) =>
  createEgress(ALLOW, async () => [{ address: '127.0.0.1', family: 4 }]).send({
    url,
    method: 'POST',
    headers: {},
    body: Buffer.from('{}'),
  })

/** The same module in a process that knows the test authority: Node reads the variable when it starts, and never again. */
async function sendTrusting(url: string): Promise<unknown> {
  const module = new URL('../../dist/adapters/egress/egress.js', import.meta.url)
  const script = `
    import { createEgress } from ${JSON.stringify(module.href)}
    const egress = createEgress(${JSON.stringify(ALLOW)}, async () => [{ address: '127.0.0.1', family: 4 }])
    const call = { url: ${JSON.stringify(url)}, method: 'POST', headers: {}, body: Buffer.from('{}') }
    process.stdout.write(JSON.stringify(await egress.send(call)))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: certificate('ca.pem') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return JSON.parse(output)
}

it('sends nothing to a receiver whose certificate nobody vouches for', async () => {
  for (const name of ['self-signed', 'good']) {
    const port = await receiver(name)
    const result = await send(`https://receiver.test:${port}/`)
    expect(result).toEqual({ kind: 'failed', reason: 'certificate-untrusted' })
    expect(requests).toBe(0)
  }
})

it('sends to a receiver whose authority NODE_EXTRA_CA_CERTS names, by name and by address', async () => {
  const port = await receiver('good')
  for (const host of ['receiver.test', 'receiver.test.', '127.0.0.1'])
    expect(await sendTrusting(`https://${host}:${port}/`)).toMatchObject({ kind: 'answered', status: 200 })
  expect(requests).toBe(3)
})

it.each([
  ['that has expired', 'expired', 'certificate-expired'],
  ['for another name', 'other-name', 'certificate-name'],
  ['that vouches for itself, beside a known authority', 'self-signed', 'certificate-untrusted'],
])('sends nothing to a receiver with a certificate %s', async (_, name, reason) => {
  const port = await receiver(name)
  expect(await sendTrusting(`https://receiver.test:${port}/`)).toEqual({ kind: 'failed', reason })
  expect(requests).toBe(0)
})
