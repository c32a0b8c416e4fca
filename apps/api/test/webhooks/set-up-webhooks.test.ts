import { webhookCreated, webhookDeliveryPage, webhookPage, webhookView } from '@countersign/shared/webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, startTestApi, type TestApi } from '../http/support/test-api.ts'

let api: TestApi
let admin: Client

beforeAll(async () => {
  api = await startTestApi({ EGRESS_ALLOW: '10.20.0.0/16' })
  admin = await api.signIn('helen')
})
afterAll(() => api.stop())

const SOMEWHERE = { name: 'Ledger', url: 'https://ledger.example/hooks/CANARY-PATH' }
const create = async (body: object = {}) =>
  webhookCreated.parse((await admin('POST', '/v1/webhooks', { body: { ...SOMEWHERE, ...body } })).body)

describe('webhooks are set up', () => {
  it('by an admin or a key for settings, with a secret that is shown once', async () => {
    const { webhook, secret } = await create({ eventTypes: ['approval.decided'], teams: ['payments'] })
    expect(secret.secret).toMatch(/^whsec_/)
    expect(secret.lastFour).toBe(secret.secret.slice(-4))
    const key = await api.keyClient({ scopes: ['settings:manage'] })
    const read = await key('GET', `/v1/webhooks/${webhook.id}`)
    expect(webhookView.parse(read.body)).toEqual(webhook)
    expect(webhook).toMatchObject({ eventTypes: ['approval.decided'], teams: ['payments'], disabledAt: null })
    const stored = JSON.stringify((await api.sql('select * from signing_secret, audit_entry')).rows)
    for (const text of [read.text, stored, ...api.logs]) expect(text).not.toContain(secret.secret.slice(6))
    for (const text of [stored, ...api.logs]) expect(text).not.toContain('CANARY-PATH')
  })

  it('by nobody else', async () => {
    const { webhook } = await create()
    const reader = await api.keyClient({ scopes: ['approvals:read', 'approvals:decide'] })
    for (const client of [await api.signIn('ana'), await api.signIn('joao'), reader]) {
      expect((await client('POST', '/v1/webhooks', { body: SOMEWHERE })).status).toBe(403)
      for (const path of ['', `/${webhook.id}`, `/${webhook.id}/deliveries`])
        expect((await client('GET', `/v1/webhooks${path}`)).status).toBe(403)
      for (const path of ['', '/secrets', '/ping'])
        expect((await client('POST', `/v1/webhooks/${webhook.id}${path}`, { body: {} })).status).toBe(403)
    }
    expect((await api.anonymous('GET', '/v1/webhooks')).status).toBe(401)
  })

  it.each([
    ['http://ledger.example/', 'destination-refused'],
    ['https://127.0.0.1/', 'destination-refused'],
    ['https://0x7f.1/', 'destination-refused'],
    ['https://user:pass@ledger.example/', 'destination-refused'],
    ['https://169.254.169.254/latest', 'destination-refused'],
    ['not a url', 'invalid-request'],
  ])('not for %s, new or changed', async (url, code) => {
    const { webhook } = await create()
    for (const path of ['/v1/webhooks', `/v1/webhooks/${webhook.id}`]) {
      const body = path === '/v1/webhooks' ? { ...SOMEWHERE, url } : { url }
      const reply = await admin('POST', path, { body })
      expect(reply).toMatchObject({ status: 422, body: { code } })
    }
  })

  it('also inside the network where the operator allows it', async () => {
    expect((await create({ url: 'https://10.20.3.4/hooks' })).webhook.url).toBe('https://10.20.3.4/hooks')
  })

  it('not for teams or policies that do not exist', async () => {
    const reply = (body: object) => admin('POST', '/v1/webhooks', { body: { ...SOMEWHERE, ...body } })
    expect(await reply({ teams: ['nobody'] })).toMatchObject({ status: 422, body: { code: 'unknown-team' } })
    expect(await reply({ policies: ['nothing'] })).toMatchObject({ status: 422, body: { code: 'unknown-policy' } })
  })

  it('and changed, disabled, enabled, rotated and pinged, each with its line in the log', async () => {
    const { webhook } = await create()
    const at = (path = '') => `/v1/webhooks/${webhook.id}${path}`
    const change = async (body: object) => webhookView.parse((await admin('POST', at(), { body })).body)
    expect(await change({ name: 'Books' })).toMatchObject({ name: 'Books', url: SOMEWHERE.url })
    expect((await change({ disabled: true })).disabledBecause).toContain('Helen Weiss')
    expect((await admin('POST', at('/ping'), { body: {} })).body).toMatchObject({ code: 'not-configured' })
    expect((await change({ disabled: false })).disabledAt).toBeNull()
    expect((await admin('POST', at('/secrets'), { body: { overlapSeconds: 60 } })).status).toBe(201)
    expect(webhookView.parse((await admin('GET', at())).body).secrets).toHaveLength(2)
    const ping = await admin('POST', at('/ping'), { body: {} })
    expect(ping).toMatchObject({ status: 201, body: { type: 'ping', status: 'pending' } })
    const { eventId } = ping.body as { eventId: string }
    expect((await admin('POST', at(`/deliveries/${eventId}/redeliver`), { body: {} })).body).toMatchObject({
      status: 'pending',
    })
    expect((await admin('GET', at(`/deliveries/${eventId}`))).body).toMatchObject({ log: [] })
    const { rows } = await api.sql(`select type from audit_entry where leaf like '%' || $1 || '%' order by seq`, [
      webhook.id,
    ])
    expect(rows.map(({ type }) => type)).toEqual([
      'webhook.created',
      'webhook.changed',
      'webhook.changed',
      'webhook.changed',
      'webhook.secret-rotated',
      'webhook.pinged',
      'webhook.redelivered',
    ])
  })

  it('and listed page by page, deliveries too', async () => {
    const { webhook } = await create()
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`
      const page = webhookPage.parse((await admin('GET', `/v1/webhooks?limit=2${query}`)).body)
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(ids[0]).toBe(webhook.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (let n = 0; n < 3; n += 1) await admin('POST', `/v1/webhooks/${webhook.id}/ping`, { body: {} })
    const path = `/v1/webhooks/${webhook.id}/deliveries?limit=2`
    const first = webhookDeliveryPage.parse((await admin('GET', path)).body)
    const second = webhookDeliveryPage.parse((await admin('GET', `${path}&cursor=${first.nextCursor}`)).body)
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null])
    expect((await admin('GET', `${path}&cursor=bm8`)).body).toMatchObject({ code: 'invalid-request' })
  })
})
