import { setTimeout as delay } from 'node:timers/promises'
import { eventView } from '@countersign/shared/events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventReader, readEvents } from './support/event-reader.ts'
import { register } from './support/registration-body.ts'
import { type Client, startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let registrar: Client

beforeAll(async () => {
  api = await startTestApi()
  registrar = await api.keyClient()
})
afterAll(() => api.stop())

const streamOf = async (person: 'ana' | 'marco' | 'dana' | 'joao', lastEventId?: string) => {
  const { cookie } = await api.signIn(person)
  return readEvents(api.origin, {
    Cookie: cookie,
    'Sec-Fetch-Site': 'same-origin',
    ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
  })
}

/** Well before the next ping would end it anyway. */
const endsNow = (stream: EventReader) =>
  expect(Promise.race([stream.ended.then(() => 'ended'), delay(5_000, 'open')])).resolves.toBe('ended')

describe('the event stream', () => {
  it('tells what happens as it happens, numbered by the audit log, unbuffered and unstored', async () => {
    const stream = await streamOf('ana')
    const ready = await stream.next()
    expect(ready.event).toBe('ready')
    const { id, caseDigest } = await register(registrar)
    const requested = await stream.next()
    expect(requested.event).toBe('approval.requested')
    expect(eventView.parse(requested.data)).toMatchObject({ approvalId: id, team: 'payments', status: 'pending' })
    const marco = await api.signIn('marco')
    await marco('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest, undoSeconds: 0 } })
    const voted = await stream.next()
    const decided = await stream.next()
    expect([voted.event, decided.event]).toEqual(['approval.voted', 'approval.decided'])
    expect(eventView.parse(decided.data)).toMatchObject({ status: 'approved', callbackStatus: 'queued' })
    const { rows } = await api.sql('select seq from audit_entry where approval_id = $1 order by seq', [id])
    expect([requested.id, voted.id, decided.id]).toEqual(rows.map((row) => String(row.seq)))
    stream.close()
  })

  it('carries the headers that keep proxies from buffering it', async () => {
    const abort = new AbortController()
    const { cookie } = await api.signIn('ana')
    const response = await fetch(`${api.origin}/v1/events`, { headers: { Cookie: cookie }, signal: abort.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    abort.abort()
  })

  it('replays from Last-Event-ID without a gap or a repetition, also while more comes in', async () => {
    const first = await streamOf('ana')
    const { id: from } = await first.next()
    first.close()
    const before = await Promise.all(Array.from({ length: 20 }, () => register(registrar)))
    const stream = await streamOf('ana', from)
    const during = Promise.all(Array.from({ length: 20 }, () => register(registrar)))
    expect((await stream.next()).event).toBe('ready')
    const seen = []
    for (let count = 0; count < 40; count++) seen.push(await stream.next())
    const numbers = seen.map((message) => Number(message.id))
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(new Set(numbers).size).toBe(40)
    const ids = new Set(seen.map((message) => eventView.parse(message.data).approvalId))
    for (const approval of [...before, ...(await during)]) expect(ids).toContain(approval.id)
    stream.close()
  })

  it('shows each viewer only what they may see', async () => {
    const [ana, dana, joao] = await Promise.all([streamOf('ana'), streamOf('dana'), streamOf('joao')])
    for (const stream of [ana, dana, joao]) await stream.next()
    const hidden = await register(registrar, { approval: { team: 'payments' } })
    const platform = await register(registrar, { approval: { team: 'platform' } })
    expect((await dana.next()).data).toMatchObject({ approvalId: platform.id })
    expect((await ana.next()).data).toMatchObject({ approvalId: hidden.id })
    expect((await joao.next()).data).toMatchObject({ approvalId: hidden.id })
    expect((await joao.next()).data).toMatchObject({ approvalId: platform.id })
    for (const stream of [ana, dana, joao]) stream.close()
  })

  it('lets a requester follow their own approval in another team, and never names who asked', async () => {
    const dana = await streamOf('dana')
    await dana.next()
    const { id } = await register(registrar, { approval: { requestedBy: { id: 'usr_dana', name: 'Dana' } } })
    const message = await dana.next()
    expect(message.data).toMatchObject({ approvalId: id })
    expect(JSON.stringify(message.data)).not.toMatch(/usr_dana|registeredByKey/)
    dana.close()
  })

  it('ends with sign-out', async () => {
    const ana = await api.signIn('ana')
    const stream = await readEvents(api.origin, { Cookie: ana.cookie })
    await stream.next()
    await ana('POST', '/auth/sign-out', { body: {} })
    await endsNow(stream)
  })

  it('ends with the next ping when the person was disabled, and narrows when a team was taken away', async () => {
    const dana = await streamOf('dana')
    const ana = await streamOf('ana')
    for (const stream of [dana, ana]) await stream.next()
    await api.sql("update app_user set disabled_at = now() where id = 'usr_dana'")
    await api.sql("delete from membership where user_id = 'usr_ana'")
    await api.eventHub.revalidate()
    await endsNow(dana)
    await register(registrar)
    await api.sql("insert into membership (team_id, user_id) values ('payments', 'usr_ana')")
    await api.sql("update app_user set disabled_at = null where id = 'usr_dana'")
    await api.eventHub.revalidate()
    const visible = await register(registrar)
    expect((await ana.next()).data).toMatchObject({ approvalId: visible.id })
    ana.close()
  })

  it('starts now for numbers that were never given out', async () => {
    for (const lastEventId of ['99999999', 'abc', '-1', '1e3']) {
      const stream = await streamOf('ana', lastEventId)
      expect((await stream.next()).event).toBe('ready')
      const { id } = await register(registrar)
      expect((await stream.next()).data, lastEventId).toMatchObject({ approvalId: id })
      stream.close()
    }
  })

  it('listens again after its database connection broke', async () => {
    const stream = await streamOf('ana')
    await stream.next()
    const listeners = async () => {
      const { rows } = await api.sql(
        "select pid from pg_stat_activity where application_name = 'countersign events' and datname = current_database()",
      )
      return rows.map((row) => Number(row.pid))
    }
    const [broken] = await listeners()
    await api.sql('select pg_terminate_backend($1)', [broken])
    const { id } = await register(registrar)
    expect((await stream.next()).data).toMatchObject({ approvalId: id })
    await expect.poll(listeners, { timeout: 5_000 }).toEqual([expect.not.toSatisfy((pid) => pid === broken)])
    stream.close()
  })

  it('answers HEAD without opening a stream, and nobody without a credential', async () => {
    const ana = await api.signIn('ana')
    expect((await ana('HEAD', '/v1/events')).status).toBe(200)
    expect((await api.anonymous('GET', '/v1/events')).status).toBe(401)
  })

  it('allows one caller 20 streams', async () => {
    const { cookie } = await api.signIn('marco')
    const streams = []
    for (let count = 0; count < 20; count++) streams.push(await readEvents(api.origin, { Cookie: cookie }))
    const refused = await api.clientWith({ Cookie: cookie })('GET', '/v1/events')
    expect(refused.status).toBe(429)
    for (const stream of streams) stream.close()
  })
})
