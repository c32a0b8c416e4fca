import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, freshToken, register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let registrar: Client

beforeAll(async () => {
  api = await startTestApi()
  registrar = await api.keyClient()
})
afterAll(() => api.stop())

let counter = 0
const freshKey = () => `key-${++counter}`
const under = (key: string) => ({ 'Idempotency-Key': key })
const comment = (client: Client, id: string, key: string, text = 'once') =>
  client('POST', `/v1/approvals/${id}/comments`, { body: { text }, headers: under(key) })
const commentsOf = async (id: string) =>
  Number((await api.sql('select count(*) from comment where approval_id = $1', [id])).rows[0].count)

describe('Idempotency-Key', () => {
  it('replays the first answer byte for byte, with the mark, and has one effect', async () => {
    const { id } = await register(registrar)
    const key = freshKey()
    const first = await comment(registrar, id, key)
    const again = await comment(registrar, id, key)
    expect(first.status).toBe(201)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again.status).toBe(201)
    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await commentsOf(id)).toBe(1)
  })

  it('keeps status and headers of a registration, whose second run would answer 200', async () => {
    const headers = under(freshKey())
    const body = contextBody()
    const first = await registrar('POST', '/v1/approvals', { body, headers })
    const again = await registrar('POST', '/v1/approvals', { body, headers })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
  })

  it('replays refusals of the use case too', async () => {
    const { id, caseDigest } = await register(registrar)
    const ana = await api.signIn('ana')
    const marco = await api.signIn('marco')
    const body = { outcome: 'approve', caseDigest, undoSeconds: 0 }
    await ana('POST', `/v1/approvals/${id}/votes`, { body })
    const headers = under(freshKey())
    const first = await marco('POST', `/v1/approvals/${id}/votes`, { body, headers })
    const again = await marco('POST', `/v1/approvals/${id}/votes`, { body, headers })
    expect(first.status).toBe(409)
    expect(again.text).toBe(first.text)
  })

  it('refuses another body, and the same body for another approval, with 422', async () => {
    const [one, two] = [await register(registrar), await register(registrar)]
    const key = freshKey()
    await comment(registrar, one.id, key)
    const other = await comment(registrar, one.id, key, 'twice')
    expect(other.status).toBe(422)
    expect(other.body).toMatchObject({ code: 'idempotency-mismatch' })
    const elsewhere = await comment(registrar, two.id, key)
    expect(elsewhere.status).toBe(422)
    expect(await commentsOf(two.id)).toBe(0)
  })

  it('belongs to one principal', async () => {
    const { id } = await register(registrar)
    const key = freshKey()
    const ana = await api.signIn('ana')
    expect((await comment(registrar, id, key)).status).toBe(201)
    expect((await comment(ana, id, key)).headers.get('idempotency-replayed')).toBeNull()
    expect(await commentsOf(id)).toBe(2)
  })

  it('lets one of 30 at once through; the others get 409 or its answer', async () => {
    const { id } = await register(registrar)
    const key = freshKey()
    const replies = await Promise.all(Array.from({ length: 30 }, () => comment(registrar, id, key)))
    expect(await commentsOf(id)).toBe(1)
    const texts = new Set(replies.filter((reply) => reply.status === 201).map((reply) => reply.text))
    expect(texts.size).toBe(1)
    for (const reply of replies.filter((each) => each.status !== 201)) {
      expect(reply.body).toMatchObject({ code: 'idempotency-in-flight' })
      expect(reply.headers.get('retry-after')).toBe('1')
    }
  })

  it('is free again 60 s after a crash, for the same body only', async () => {
    const { id } = await register(registrar)
    const key = freshKey()
    await comment(registrar, id, key)
    await api.sql('update idempotency_record set status = null, response = null where response like $1', [`%once%`])
    expect((await comment(registrar, id, key)).status).toBe(409)
    await api.sql("update idempotency_record set locked_at = now() - interval '61 seconds' where status is null")
    expect((await comment(registrar, id, key, 'other')).status).toBe(422)
    expect((await comment(registrar, id, key)).status).toBe(201)
    expect(await commentsOf(id)).toBe(2)
  })

  it('is forgotten after 24 hours', async () => {
    const { id } = await register(registrar)
    const key = freshKey()
    await comment(registrar, id, key)
    await api.sql("update idempotency_record set expires_at = now() - interval '1 second'")
    expect((await comment(registrar, id, key, 'a day later')).status).toBe(201)
    expect(await commentsOf(id)).toBe(2)
  })

  it('keeps nothing of a request that failed on our side or was invalid', async () => {
    const { id } = await register(registrar, { approval: { heartbeatMode: 'external', heartbeatSeconds: 60 } })
    const key = freshKey()
    const beat = () => registrar('POST', `/v1/approvals/${id}/heartbeat`, { body: {}, headers: under(key) })
    expect((await beat()).status).toBe(503)
    expect((await beat()).headers.get('idempotency-replayed')).toBeNull()
    const invalid = freshKey()
    const post = (text: unknown) =>
      registrar('POST', `/v1/approvals/${id}/comments`, { body: { text }, headers: under(invalid) })
    expect((await post(1)).body).toMatchObject({ code: 'invalid-request' })
    expect((await post('good')).status).toBe(201)
  })

  it('stores neither the key nor the body of the request', async () => {
    const token = freshToken()
    const key = freshToken().slice(0, 200)
    await registrar('POST', '/v1/approvals', { body: contextBody({ token }), headers: under(key) })
    const { rows } = await api.sql('select r::text as row from idempotency_record r')
    const stored = JSON.stringify(rows)
    expect(rows.length).toBeGreaterThan(0)
    expect(stored).not.toContain(key.slice(0, 40))
    expect(stored).not.toContain(token.slice(0, 40))
  })

  it('must have 1 to 255 characters', async () => {
    const { id } = await register(registrar)
    expect((await comment(registrar, id, 'x'.repeat(256))).status).toBe(422)
  })
})
