import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody } from './support/registration-body.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api?.stop())

describe('preferences', () => {
  it('are the defaults until the person says otherwise, and then what they said', async () => {
    const ana = await api.signIn('ana')
    const before = await ana('GET', '/v1/me/preferences')
    expect(before).toMatchObject({ status: 200, body: { ...DEFAULT_PREFERENCES, emailEnabled: false } })
    const wish = { ...DEFAULT_PREFERENCES, email: 'digest', timeZone: 'Europe/Copenhagen', quiet: null }
    expect((await ana('POST', '/v1/me/preferences', { body: wish })).status).toBe(200)
    expect((await ana('GET', '/v1/me/preferences')).body).toMatchObject(wish)
  })

  it.each([
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ digestAt: 1_440 }, '/digestAt'],
    [{ quiet: { from: 0 } }, '/quiet/until'],
    [{ email: 'always' }, '/email'],
  ])('%j are refused, with the member that is wrong', async (wrong, pointer) => {
    const ana = await api.signIn('ana')
    const { status, body } = await ana('POST', '/v1/me/preferences', { body: { ...DEFAULT_PREFERENCES, ...wrong } })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ pointer }] })
  })

  it('are a person’s: a key has none', async () => {
    const key = await api.keyClient()
    expect([401, 403]).toContain((await key('GET', '/v1/me/preferences')).status)
  })
})

it('snooze and mute are in the view of who wished them, and of nobody else', async () => {
  const key = await api.keyClient()
  const registered = await key('POST', '/v1/approvals', { body: contextBody() })
  const path = `/v1/approvals/${(registered.body as { id: string }).id}`
  const ana = await api.signIn('ana')
  const until = new Date(Date.now() + 60_000).toISOString()
  expect((await ana('POST', `${path}/snooze`, { body: { until } })).body).toEqual({ muted: false, snoozedUntil: until })
  expect((await ana('POST', `${path}/mute`, { body: {} })).body).toEqual({ muted: true, snoozedUntil: until })
  expect((await ana('GET', path)).body).toMatchObject({ watch: { muted: true, snoozedUntil: until } })
  expect((await key('GET', path)).body).toMatchObject({ watch: null })
  expect((await ana('GET', '/v1/approvals?watch=snoozed')).body).toMatchObject({ count: { value: 1, more: false } })
  expect((await ana('POST', `${path}/snooze`, { body: {} })).body).toEqual({ muted: true, snoozedUntil: null })
  expect((await ana('POST', `${path}/mute`, { body: { muted: false } })).body).toEqual({
    muted: false,
    snoozedUntil: null,
  })
})
