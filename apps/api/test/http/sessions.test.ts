import { demoUsersView, meView } from '@countersign/shared/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { register } from './support/registration-body.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const sameOrigin = { 'Sec-Fetch-Site': 'same-origin' }

describe('the demo sign-in', () => {
  it('lists the seeded people and makes one of them the caller', async () => {
    const list = demoUsersView.parse((await api.anonymous('GET', '/auth/demo/users')).body)
    expect(list.items.find((item) => item.id === 'usr_ana')).toMatchObject({
      name: 'Ana Lindqvist',
      teams: [{ id: 'payments', name: 'Payments' }],
    })
    const ana = await api.signIn('ana')
    const me = meView.parse((await ana('GET', '/auth/me')).body)
    expect(me).toMatchObject({ id: 'usr_ana', role: 'reviewer', authMode: 'demo' })
    expect(Math.abs(Date.parse(me.serverTime) - Date.now())).toBeLessThan(60_000)
  })

  it('sets a cookie that scripts cannot read and other sites cannot use', async () => {
    const reply = await api.clientWith(sameOrigin)('POST', '/auth/demo/sign-in', { body: { userId: 'usr_ana' } })
    expect(reply.headers.get('set-cookie')).toMatch(
      /^countersign=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    )
  })

  it('sets a cookie that only https carries and only this host can set, when the service is on https', async () => {
    const secure = await startTestApi({ PUBLIC_URL: 'https://localhost', TRUST_PROXY: 'loopback' })
    try {
      const client = secure.clientWith({ ...sameOrigin, 'X-Forwarded-Proto': 'https' })
      const reply = await client('POST', '/auth/demo/sign-in', { body: { userId: 'usr_ana' } })
      expect(reply.headers.get('set-cookie')).toMatch(
        /^__Host-countersign=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      )
      expect(reply.headers.get('strict-transport-security')).toContain('max-age=')
    } finally {
      await secure.stop()
    }
  })

  it('takes a new session id, so that a planted one is worth nothing', async () => {
    const first = await api.signIn('ana')
    const client = api.clientWith({ ...sameOrigin, Cookie: first.cookie })
    const again = await client('POST', '/auth/demo/sign-in', { body: { userId: 'usr_marco' } })
    expect((again.headers.get('set-cookie') ?? '').split(';')[0]).not.toBe(first.cookie)
    expect((await first('GET', '/auth/me')).status).toBe(401)
  })

  it('knows nobody else', async () => {
    const reply = await api.clientWith(sameOrigin)('POST', '/auth/demo/sign-in', { body: { userId: 'usr_eve' } })
    expect(reply.status).toBe(422)
    expect(reply.text).not.toContain('usr_eve')
  })

  it('is not there for anyone beyond this machine', async () => {
    for (const address of ['203.0.113.9', '127.0.0.1, 203.0.113.9', '::ffff:203.0.113.9']) {
      const client = api.clientWith({ ...sameOrigin, 'X-Forwarded-For': address })
      expect((await client('GET', '/auth/demo/users')).status, address).toBe(404)
      expect((await client('POST', '/auth/demo/sign-in', { body: { userId: 'usr_ana' } })).status, address).toBe(404)
    }
    const near = api.clientWith({ ...sameOrigin, 'X-Forwarded-For': '127.0.0.1' })
    expect((await near('GET', '/auth/demo/users')).status).toBe(200)
  })

  it('is not there without AUTH_MODE=demo, and its cookies count for nothing', async () => {
    const { cookie } = await api.signIn('ana')
    const other = await startTestApi({ AUTH_MODE: 'none' })
    try {
      const client = other.clientWith({ ...sameOrigin, Cookie: cookie })
      expect((await client('GET', '/auth/demo/users')).status).toBe(404)
      expect((await client('POST', '/auth/demo/sign-in', { body: { userId: 'usr_ana' } })).status).toBe(404)
      expect((await client('GET', '/auth/me')).status).toBe(401)
      expect((await client('GET', '/v1/approvals')).status).toBe(401)
    } finally {
      await other.stop()
    }
  })
})

describe('sessions', () => {
  it('end with sign-out', async () => {
    const ana = await api.signIn('ana')
    expect((await ana('POST', '/auth/sign-out', { body: {} })).status).toBe(204)
    expect((await ana('GET', '/auth/me')).status).toBe(401)
  })

  it('end at once when the person is disabled, and do not come back', async () => {
    const dana = await api.signIn('dana')
    expect((await dana('GET', '/v1/approvals')).status).toBe(200)
    await api.sql("update app_user set disabled_at = now() where id = 'usr_dana'")
    expect((await dana('GET', '/v1/approvals')).status).toBe(401)
    await api.sql("update app_user set disabled_at = null where id = 'usr_dana'")
    expect((await dana('GET', '/v1/approvals')).status).toBe(401)
  })

  it('lose a team with the next request', async () => {
    const registrar = await api.keyClient()
    const { id } = await register(registrar)
    const ana = await api.signIn('ana')
    expect((await ana('GET', `/v1/approvals/${id}`)).status).toBe(200)
    await api.sql("delete from membership where user_id = 'usr_ana'")
    expect((await ana('GET', `/v1/approvals/${id}`)).status).toBe(404)
    await api.sql("insert into membership (team_id, user_id) values ('payments', 'usr_ana')")
  })

  it('roll on with use and lapse after 12 idle hours', async () => {
    const ana = await api.signIn('ana')
    const reply = await ana('GET', '/auth/me')
    const expires = /Expires=([^;]+)/.exec(reply.headers.get('set-cookie') ?? '')?.[1]
    expect(Date.parse(expires ?? '') - Date.now()).toBeGreaterThan(11.9 * 3_600_000)
    await api.sql("update session set expire = now() at time zone 'utc' - interval '1 second'")
    expect((await ana('GET', '/auth/me')).status).toBe(401)
  })

  it('are refused when the cookie was forged', async () => {
    const { cookie } = await api.signIn('ana')
    const forged = cookie.slice(0, -4) + (cookie.endsWith('AAAA') ? 'BBBB' : 'AAAA')
    expect((await api.clientWith({ ...sameOrigin, Cookie: forged })('GET', '/auth/me')).status).toBe(401)
  })

  it('are written to the audit log when they begin and end', async () => {
    const helen = await api.signIn('helen')
    await helen('POST', '/auth/sign-out', { body: {} })
    const { rows } = await api.sql(
      "select type from audit_entry where leaf like '%usr_helen%' and type like 'session.%' order by seq",
    )
    expect(rows.map((row) => row.type)).toEqual(['session.signed_in', 'session.signed_out'])
  })
})

describe('API keys', () => {
  it('must be whole, known, unexpired and not revoked', async () => {
    const good = await api.issueKey({ id: 'aaaaaaaaaaaa0001' })
    const attempts = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${good}`,
      `Bearer ${good}x`,
      `Bearer ${good.slice(0, -1)}`,
      `Bearer ${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
      `Bearer ${good.replace('0001', '0002')}`,
      `Bearer ${good} ${good}`,
      'Bearer apk_live__',
    ]
    for (const authorization of attempts) {
      const reply = await api.clientWith({ Authorization: authorization })('GET', '/v1/approvals')
      expect(reply.status, authorization.slice(0, 12)).toBe(401)
      expect(reply.headers.get('www-authenticate')).toBe('Bearer')
    }
    const client = api.clientWith({ Authorization: `Bearer ${good}` })
    expect((await client('GET', '/v1/approvals')).status).toBe(200)
    await api.sql("update api_key set revoked_at = now() where id = 'aaaaaaaaaaaa0001'")
    expect((await client('GET', '/v1/approvals')).status).toBe(401)
    await api.sql(
      "update api_key set revoked_at = null, expires_at = now() - interval '1 second' where id = 'aaaaaaaaaaaa0001'",
    )
    expect((await client('GET', '/v1/approvals')).status).toBe(401)
  })

  it('win over a cookie, and a bad key is not saved by a good cookie', async () => {
    const { cookie } = await api.signIn('ana')
    const reply = await api.clientWith({ Cookie: cookie, Authorization: 'Bearer apk_live_x' })('GET', '/v1/approvals')
    expect(reply.status).toBe(401)
  })

  it('do nothing beyond their scopes, and are no person', async () => {
    const reader = await api.keyClient({ scopes: ['approvals:read'] })
    const refused = await reader('POST', '/v1/approvals', { body: {} })
    expect(refused.status).toBe(403)
    expect(refused.body).toMatchObject({ code: 'missing-scope', rule: 'approvals:request' })
    expect((await reader('GET', '/auth/me')).status).toBe(403)
  })

  it('vote only for the person they act as', async () => {
    const registrar = await api.keyClient()
    const { id, caseDigest } = await register(registrar)
    const body = { outcome: 'approve', caseDigest }
    const nobody = await registrar('POST', `/v1/approvals/${id}/votes`, { body })
    expect(nobody.body).toMatchObject({ code: 'not-eligible', rule: 'key-without-person' })
    const forAna = await api.keyClient({ scopes: ['approvals:decide'], actsAs: 'usr_ana' })
    const voted = await forAna('POST', `/v1/approvals/${id}/votes`, { body })
    expect(voted.body).toMatchObject({
      status: 'approved',
      decision: { decidedBy: [{ id: 'usr_ana', via: 'api' }], undoUntil: null },
      callback: { status: 'queued' },
    })
  })
})

describe('the rate limit', () => {
  it('counts each caller alone and says when to come back', async () => {
    const small = await startTestApi({ RATE_LIMIT_PER_MINUTE: '3' })
    try {
      const one = await small.keyClient()
      const two = await small.keyClient()
      const statuses: number[] = []
      for (let call = 0; call < 4; call++) statuses.push((await one('GET', '/v1/approvals')).status)
      expect(statuses).toEqual([200, 200, 200, 429])
      const refused = await one('GET', '/v1/approvals')
      expect(refused.body).toMatchObject({ code: 'rate-limited', retryAfterSeconds: expect.any(Number) })
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(refused.headers.get('ratelimit-policy')).toContain('q=3')
      expect((await two('GET', '/v1/approvals')).status).toBe(200)
      expect((await small.anonymous('GET', '/livez')).status).toBe(200)
    } finally {
      await small.stop()
    }
  })

  it('stops guessing of keys', async () => {
    const guessed = await startTestApi()
    try {
      const guess = guessed.clientWith({ Authorization: 'Bearer apk_live_guess' })
      let last = 0
      for (let call = 0; call < 65 && last !== 429; call++) last = (await guess('GET', '/v1/approvals')).status
      expect(last).toBe(429)
    } finally {
      await guessed.stop()
    }
  })
})
