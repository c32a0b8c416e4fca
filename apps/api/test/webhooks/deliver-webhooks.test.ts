import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { CloudEvent, HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, vi } from 'vitest'
import { pingWebhook } from '../../src/use-cases/webhooks/ping-webhook.ts'
import { pruneDeliveries } from '../../src/use-cases/webhooks/prune-deliveries.ts'
import { rotateWebhookSecret } from '../../src/use-cases/webhooks/rotate-webhook-secret.ts'
import { accepted, refusal } from '../support/test-core.ts'
import { eventOf, type Received } from './receiver.ts'
import { ADMIN, PUBLIC_URL, useWebhookWorld } from './webhook-world.ts'

const world = useWebhookWorld()
const DAY = 86_400_000

const headersOf = ({ id, timestamp, signature }: Received) => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature,
})
const verifies = (received: Received, secret: string): boolean => {
  const { id, timestamp, signature, bytes } = received
  const now = new Date(Number(timestamp) * 1_000)
  return world.deps().signatures.verify({ id, timestamp, signature, bytes, secrets: [secret], now }).kind === 'valid'
}
const last = (): Received => {
  const received = world.receiver.received.at(-1)
  if (!received) throw new Error('nothing was received')
  return received
}
const rotate = (endpointId: Parameters<typeof world.detail>[0], overlapSeconds: number) =>
  rotateWebhookSecret(world.deps(), { principal: ADMIN, endpointId, request: { overlapSeconds } })

describe('a delivery', () => {
  it('is the projection of the case, signed so that the published library verifies it', async () => {
    const { secret } = await world.endpoint()
    const approval = await world.core.register({
      request: { title: 'Refund', case: { payload: { iban: 'CANARY-PAYLOAD' }, fields: [] } },
    })
    await world.work()
    expect(world.receiver.received).toHaveLength(1)
    const got = last()
    expect(new Webhook(secret).verify(got.bytes, headersOf(got))).toMatchObject({ type: 'approval.requested' })
    expect(eventOf(got).data.approval).toMatchObject({ id: approval.id, title: 'Refund', open: true })
    expect(got).toMatchObject({ contentType: 'application/json', userAgent: 'Countersign' })
    expect(got.bytes.toString()).not.toContain('CANARY')
    expect(JSON.stringify(world.logs)).not.toContain(secret.slice(6))
  })

  it('has one id for all endpoints, and each gets only what it asked for', async () => {
    await world.endpoint({ url: world.receiver.url('/all') })
    await world.endpoint({ url: world.receiver.url('/comments'), eventTypes: ['approval.commented'] })
    await world.endpoint({ url: world.receiver.url('/none'), policies: [], teams: ['platform' as never] })
    const { id } = await world.core.register()
    await world.comment(id)
    await world.work()
    const at = (path: string) => world.receiver.received.filter((each) => each.path === path)
    expect(at('/all').map((each) => eventOf(each).type)).toEqual(['approval.requested', 'approval.commented'])
    expect(at('/comments').map((each) => each.id)).toEqual([at('/all')[1]?.id])
    expect(at('/none')).toEqual([])
  })

  it('parses as a CloudEvent where that is the format', async () => {
    const { secret } = await world.endpoint({ format: 'cloudevents' })
    const { id } = await world.core.register()
    await world.work()
    const got = last()
    const parsed = HTTP.toEvent({ headers: { 'content-type': got.contentType }, body: got.bytes.toString() })
    const event = Array.isArray(parsed) ? parsed[0] : parsed
    expect(event).toBeInstanceOf(CloudEvent)
    expect(event).toMatchObject({
      specversion: '1.0',
      id: got.id,
      source: PUBLIC_URL,
      type: 'app.countersign.approval.requested',
      subject: id,
      data: { approval: { id } },
    })
    expect(verifies(got, secret)).toBe(true)
  })

  it('is sent again under the same id when the process died between the call and its record', async () => {
    const { id: endpointId } = await world.endpoint()
    await world.core.register()
    const died = world.work({
      'deliver-webhook': async ({ about }) => {
        await world.core.deps.unitOfWork.transaction(async (stores) => {
          const next = await stores.webhooks.next(endpointId, about)
          if (next) await stores.webhooks.beginTry(next, await stores.now())
        })
        throw new Error('killed')
      },
    })
    await died
    await world.pass(60_000)
    await world.work()
    const [delivery] = await world.deliveries(endpointId)
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2 })
    expect(world.receiver.received.map(({ id }) => id)).toEqual([delivery?.eventId])
    const { log } = await world.delivery(endpointId, last().id as never)
    expect(log).toMatchObject([
      { number: 1, finishedAt: null },
      { number: 2, status: 204 },
    ])
  })

  it('is given up after eight tries, lets the next one go, and goes once more by hand with the same bytes', async () => {
    const { id: endpointId } = await world.endpoint()
    const { id } = await world.core.register()
    world.receiver.behave(() => ({ status: 500 }))
    await world.work()
    await world.comment(id)
    for (let n = 2; n <= 8; n += 1) {
      await world.work()
      await world.pass(((await world.untilNextJobMs()) ?? 0) + 1_000)
      await world.work()
    }
    const [comment, requested] = await world.deliveries(endpointId)
    expect(requested).toMatchObject({ status: 'failed', attempts: 8 })
    expect(comment).toMatchObject({ status: 'pending', attempts: 1 })
    world.receiver.behave(() => ({ status: 204 }))
    const before = world.receiver.received.find((each) => each.id === requested?.eventId)
    await world.redeliver(endpointId, requested?.eventId as never)
    await world.work()
    expect(last()).toMatchObject({ id: before?.id, bytes: before?.bytes, status: 204 })
    expect((await world.delivery(endpointId, requested?.eventId as never)).status).toBe('delivered')
  })

  it('says in its log when the certificate of the receiver is no good, and comes back', async () => {
    const certificate = (name: string) => readFileSync(new URL(`../egress/certificates/${name}`, import.meta.url))
    const server = createServer({ key: certificate('good.key'), cert: certificate('good.pem') })
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { id: endpointId } = await world.endpoint({
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    })
    await world.core.register()
    await world.work()
    const [waiting] = await world.deliveries(endpointId)
    expect(waiting?.status).toBe('pending')
    const { log } = await world.delivery(endpointId, waiting?.eventId as never)
    expect(log[0]?.error).toMatch(/^Its certificate is self-signed or from an authority unknown here/)
    await new Promise((resolve) => server.close(resolve))
  })

  it('waits while the key of its secret is missing, says so, and goes when the key is back', async () => {
    const { id: endpointId } = await world.endpoint()
    const rename = (from: string, to: string) =>
      world.core.sql('update signing_secret set sealed = replace(sealed, $1, $2) where endpoint_id = $3', [
        `.${from}.`,
        `.${to}.`,
        endpointId,
      ])
    await rename('test', 'gone')
    await world.core.register()
    await world.work()
    const [waiting] = await world.deliveries(endpointId)
    const { log } = await world.delivery(endpointId, waiting?.eventId as never)
    expect(log[0]?.error).toMatch(/not in TOKEN_KEYS/)
    expect(world.receiver.received).toEqual([])
    await rename('gone', 'test')
    await world.pass(6_000)
    await world.work()
    expect((await world.deliveries(endpointId))[0]?.status).toBe('delivered')
  })

  it('waits as long as the receiver asks', async () => {
    const { id: endpointId } = await world.endpoint()
    await world.core.register()
    world.receiver.behave(() => ({ status: 429, headers: { 'retry-after': '3600' } }))
    await world.work()
    world.receiver.behave(() => ({ status: 204 }))
    await world.pass(3_500_000)
    await world.work()
    expect(world.receiver.received).toHaveLength(1)
    await world.pass(110_000)
    await world.work()
    expect((await world.deliveries(endpointId))[0]).toMatchObject({ status: 'delivered', attempts: 2 })
  })

  it('goes to a quick endpoint while a slow one has not answered', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await world.endpoint({ url: world.receiver.url('/slow') })
    await world.endpoint({ url: world.receiver.url('/quick') })
    world.receiver.behave((path) => (path === '/slow' ? { status: 200, after: held } : { status: 200 }))
    const countOf = (path: string) => world.receiver.received.filter((each) => each.path === path).length
    for (let n = 0; n < 8; n += 1) await world.core.register()
    const runner = await world.run()
    await vi.waitFor(() => expect(countOf('/quick')).toBe(8), { timeout: 9_500 }).finally(release)
    expect(countOf('/slow')).toBeLessThanOrEqual(2)
    await runner.stop()
  })
})

describe('an endpoint', () => {
  it('signs with the old and the new secret while they overlap, then with the new one only', async () => {
    const { id: endpointId, secret: old } = await world.endpoint()
    const { issued } = accepted(await rotate(endpointId, 3_600))
    await world.core.register()
    await world.work()
    expect([verifies(last(), old), verifies(last(), issued.secret)]).toEqual([true, true])
    await world.pass(3_601_000)
    await world.core.register()
    await world.work()
    expect([verifies(last(), old), verifies(last(), issued.secret)]).toEqual([false, true])
  })

  it('has at most five secrets, and one at once where the overlap is none', async () => {
    const { id: endpointId } = await world.endpoint()
    for (let n = 0; n < 4; n += 1) accepted(await rotate(endpointId, 3_600))
    expect(refusal(await rotate(endpointId, 3_600))).toMatchObject({ code: 'invalid-request' })
    accepted(await rotate(endpointId, 0))
    expect((await world.detail(endpointId)).secrets).toHaveLength(1)
  })

  it('is disabled by 410, drops what waits and is sent nothing more', async () => {
    const { id: endpointId } = await world.endpoint()
    world.receiver.behave(() => ({ status: 410 }))
    const { id } = await world.core.register()
    await world.comment(id)
    await world.work()
    expect(world.receiver.received).toHaveLength(1)
    expect((await world.deliveries(endpointId)).map(({ status }) => status)).toEqual(['dropped', 'dropped'])
    expect((await world.detail(endpointId)).endpoint.disabled?.because).toContain('410')
    await world.comment(id)
    await world.work()
    expect(world.receiver.received).toHaveLength(1)
    const [entry] = await world.core.sql<{ leaf: string }>(
      `select leaf from audit_entry where type = 'webhook.disabled' order by seq desc limit 1`,
    )
    expect(entry?.leaf).toContain(endpointId)
  })

  it('is sent nothing while disabled, and goes on with what waited when it is enabled again', async () => {
    const { id: endpointId } = await world.endpoint()
    world.receiver.behave(() => ({ status: 500 }))
    const { id } = await world.core.register()
    await world.work()
    world.receiver.behave(() => ({ status: 204 }))
    await world.change(endpointId, { disabled: true })
    await world.comment(id)
    await world.pass(DAY)
    await world.work()
    expect(world.receiver.received).toHaveLength(1)
    await world.change(endpointId, { disabled: false })
    await world.work()
    expect(world.receiver.received.map((each) => eventOf(each).type)).toEqual([
      'approval.requested',
      'approval.requested',
    ])
  })

  it('is disabled when it has failed for five days in a row, and not when one call got through', async () => {
    const failing = await world.endpoint({ url: world.receiver.url('/failing') })
    const flapping = await world.endpoint({ url: world.receiver.url('/flapping') })
    let day = 0
    world.receiver.behave((path) => ({ status: path === '/flapping' && day === 3 ? 204 : 500 }))
    for (; day <= 5; day += 1) {
      await world.core.register()
      await world.work()
      await world.pass(DAY + 60_000)
    }
    await world.work()
    expect((await world.detail(failing.id)).endpoint.disabled?.because).toContain('five days')
    expect((await world.detail(flapping.id)).endpoint.disabled).toBeNull()
  })

  it('answers a ping like every other event', async () => {
    const { id: endpointId, secret } = await world.endpoint({ teams: ['platform' as never] })
    const { eventId } = accepted(await pingWebhook(world.deps(), { principal: ADMIN, endpointId }))
    await world.work()
    expect(eventOf(last())).toMatchObject({ type: 'ping', data: { seq: 0, approval: null } })
    expect([last().id, verifies(last(), secret)]).toEqual([eventId, true])
    await world.change(endpointId, { disabled: true })
    expect(refusal(await pingWebhook(world.deps(), { principal: ADMIN, endpointId }))).toMatchObject({
      code: 'not-configured',
    })
  })

  it('forgets after thirty days what was finished, and nothing that waits', async () => {
    const { id: endpointId } = await world.endpoint()
    const { id } = await world.core.register()
    await world.work()
    world.receiver.behave(() => ({ status: 500 }))
    await world.comment(id)
    await world.work()
    await world.pass(29 * DAY)
    await pruneDeliveries(world.core.deps)
    expect(await world.deliveries(endpointId)).toHaveLength(2)
    await world.pass(2 * DAY)
    await pruneDeliveries(world.core.deps)
    expect(await world.deliveries(endpointId)).toMatchObject([{ type: 'approval.commented', status: 'pending' }])
  })
})
