import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callTarget } from '../../src/adapters/egress/call-target.ts'
import { checkUrl } from '../../src/adapters/egress/check-url.ts'
import { createEgress, type Resolve } from '../../src/adapters/egress/egress.ts'
import type { EgressCall } from '../../src/ports/egress.ts'
import { type Canary, startCanary } from './canary.ts'
import { HOSTILE_NAMES, internalUrls, loopbackForms } from './url-forms.ts'

/** Nobody may reach it; of the open one, allowed below, the same port on another loopback address. */
let canary: Canary
let open: Canary
const OPEN = '127.0.0.1'
const CLOSED = '127.0.0.2'

beforeAll(async () => {
  open = await startCanary(OPEN, 0, (request, response) => {
    const status = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('status') ?? 200)
    const inside = `http://${CLOSED}:${open.port}/`
    response.writeHead(status, { location: inside, refresh: `0; url=${inside}`, 'content-location': inside }).end('ok')
  })
  canary = await startCanary(CLOSED, open.port)
})
afterAll(() => Promise.all([canary.close(), open.close()]))

const resolver =
  (names: Readonly<Record<string, readonly string[]>>): Resolve =>
  async (host) =>
    (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const call = (url: string): EgressCall => ({
  url,
  method: 'POST',
  headers: {},
  body: Buffer.from('{}'),
  timeoutMs: 2_000,
})

describe('outgoing calls to addresses inside the network', () => {
  it('never connect, whatever the URL looks like', async () => {
    // No name resolves: what two of the forms truly say, example.com, is nobody's business here.
    const egress = createEgress({ allow: [], allowHttp: true }, resolver({}))
    const urls = [...loopbackForms(open.port), ...internalUrls(open.port)]
    expect(new Set(urls).size).toBeGreaterThanOrEqual(200)
    const reached: string[] = []
    for (const url of urls) {
      const before = open.connections() + canary.connections()
      const result = await egress.send(call(url))
      if (result.kind !== 'refused' && !url.startsWith('http://example.com')) reached.push(`${url} ${result.kind}`)
      if (open.connections() + canary.connections() > before) reached.push(url)
    }
    expect(reached).toEqual([])
  })

  it('would connect by dozens of the same forms when loopback is allowed', async () => {
    const egress = createEgress({ allow: ['127.0.0.0/8', '::1/128'], allowHttp: true }, async () => [
      { address: OPEN, family: 4 },
    ])
    const results = await Promise.all(loopbackForms(open.port).map((url) => egress.send(call(url))))
    const answered = results.filter(({ kind }) => kind === 'answered').length
    expect(answered).toBeGreaterThanOrEqual(60)
    expect(open.connections()).toBeGreaterThanOrEqual(answered)
  })

  it('never connect by names that lead there', async () => {
    const before = open.connections() + canary.connections()
    const egress = createEgress({ allow: [], allowHttp: true }, resolver(HOSTILE_NAMES))
    for (const name of Object.keys(HOSTILE_NAMES))
      for (const host of [name, `${name}.`, name.toUpperCase()])
        expect(await egress.send(call(`http://${host}:${open.port}/`)), host).toMatchObject({ kind: 'refused' })
    expect(open.connections() + canary.connections()).toBe(before)
  })

  it('never follow a redirect there', async () => {
    const egress = createEgress({ allow: [`${OPEN}/32`], allowHttp: true })
    for (const status of [300, 301, 302, 303, 305, 307, 308]) {
      const result = await egress.send(call(`http://${OPEN}:${open.port}/?status=${status}`))
      expect(result).toMatchObject({ kind: 'answered', status })
    }
    expect(canary.connections()).toBe(0)
  })

  it('never connect by a name whose address changes between the check and the call, and reach it while it is good', async () => {
    let asked = 0
    const rebinding: Resolve = async () => {
      asked += 1
      return [{ address: asked % 2 === 1 ? OPEN : CLOSED, family: 4 }]
    }
    const egress = createEgress({ allow: [`${OPEN}/32`], allowHttp: true }, rebinding)
    const before = open.connections()
    const kinds: string[] = []
    for (let n = 0; n < 40; n += 1) kinds.push((await egress.send(call(`http://rebind.example:${open.port}/`))).kind)
    expect(kinds).toEqual(Array.from({ length: 20 }, () => ['answered', 'refused']).flat())
    expect(open.connections() - before).toBe(20)
    expect(canary.connections()).toBe(0)
    expect(asked).toBe(40)
  })

  it('send nothing when the connected address is not the one that was judged', async () => {
    const lie = await startCanary(OPEN)
    const target = checkUrl(`http://honest.example:${lie.port}/`, { allow: [], allowHttp: true })
    if (target.kind === 'refused') throw new Error('refused')
    const addresses = [{ address: OPEN, family: 4 }]
    const sent = callTarget(
      { target, addresses, isReachable: () => false },
      { ...call(''), maxResponseBytes: 1_000 },
      AbortSignal.timeout(2_000),
    )
    expect(await sent).toMatchObject({ kind: 'refused', reason: 'address' })
    expect(lie.requests()).toBe(0)
    await lie.close()
  })
})
