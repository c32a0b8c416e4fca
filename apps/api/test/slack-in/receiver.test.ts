import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodePayload, slackButtons, slackPayloads, slackSignature } from '../support/slack-driver.ts'
import { ANA_IN_SLACK, GENERAL, SIGNING_SECRET, shownOf, useSlackInWorld } from './slack-in-world.ts'

const the = useSlackInWorld()
const ana = { userId: ANA_IN_SLACK }
const place = { channel_id: GENERAL }
const FORM = 'application/x-www-form-urlencoded'

/** One wrong thing each; everything else is as Slack sends it. */
type Forgery = (
  bytes: string,
  nowMs: number,
) => { body: string | Uint8Array<ArrayBuffer>; headers: Record<string, string> }

const signed = (bytes: string, nowMs: number, secret = SIGNING_SECRET) => slackSignature(secret, bytes, nowMs)
const changed =
  (change: (headers: Record<string, string>, bytes: string) => Record<string, string | undefined>): Forgery =>
  (bytes, nowMs) => {
    const headers = { ...signed(bytes, nowMs), ...change(signed(bytes, nowMs), bytes) }
    const kept = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    return { body: bytes, headers: Object.fromEntries(kept) }
  }
const sent =
  (change: (bytes: string) => string | Uint8Array<ArrayBuffer>): Forgery =>
  (bytes, nowMs) => ({ body: change(bytes), headers: signed(bytes, nowMs) })
const aged =
  (seconds: number): Forgery =>
  (bytes, nowMs) => ({ body: bytes, headers: signed(bytes, nowMs + seconds * 1_000) })
const hash = (text: string, secret = SIGNING_SECRET, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text).digest('hex')

const FORGERIES: Readonly<Record<string, Forgery>> = {
  'no headers': (body) => ({ body, headers: {} }),
  'no signature': changed(() => ({ 'X-Slack-Signature': undefined })),
  'no timestamp': changed(() => ({ 'X-Slack-Request-Timestamp': undefined })),
  'an empty signature': changed(() => ({ 'X-Slack-Signature': '' })),
  'an empty timestamp': changed(() => ({ 'X-Slack-Request-Timestamp': '' })),
  'a signature cut short': changed(({ 'X-Slack-Signature': it = '' }) => ({ 'X-Slack-Signature': it.slice(0, -1) })),
  'the prefix only': changed(() => ({ 'X-Slack-Signature': 'v0=' })),
  'another secret': (body, now) => ({ body, headers: signed(body, now, 'another secret') }),
  'an empty secret': (body, now) => ({ body, headers: signed(body, now, '') }),
  'another version': changed(({ 'X-Slack-Signature': it = '' }) => ({ 'X-Slack-Signature': it.replace('v0', 'v1') })),
  'no version': changed(({ 'X-Slack-Signature': it = '' }) => ({ 'X-Slack-Signature': it.slice(3) })),
  'capital letters': changed(({ 'X-Slack-Signature': it = '' }) => ({ 'X-Slack-Signature': it.toUpperCase() })),
  'another algorithm': changed(({ 'X-Slack-Request-Timestamp': at = '' }, bytes) => ({
    'X-Slack-Signature': `v0=${hash(`v0:${at}:${bytes}`, SIGNING_SECRET, 'sha512').slice(0, 64)}`,
  })),
  'a hash of the body alone': changed((_, bytes) => ({ 'X-Slack-Signature': `v0=${hash(bytes)}` })),
  'two signatures in one': changed(({ 'X-Slack-Signature': it = '' }) => ({ 'X-Slack-Signature': `${it}, ${it}` })),
  'something behind the signature': changed(({ 'X-Slack-Signature': it = '' }) => ({ 'X-Slack-Signature': `${it}=x` })),
  'a timestamp that is no number': changed((_, bytes) => ({
    'X-Slack-Request-Timestamp': 'soon',
    'X-Slack-Signature': `v0=${hash(`v0:soon:${bytes}`)}`,
  })),
  'a timestamp of NaN': changed((_, bytes) => ({
    'X-Slack-Request-Timestamp': 'NaN',
    'X-Slack-Signature': `v0=${hash(`v0:NaN:${bytes}`)}`,
  })),
  'another timestamp': changed(({ 'X-Slack-Request-Timestamp': at = '' }) => ({
    'X-Slack-Request-Timestamp': String(Number(at) - 1),
  })),
  'a replay after six minutes': aged(-360),
  'a replay after a day': aged(-86_400),
  'a time six minutes ahead': aged(360),
  'another body': sent((bytes) => bytes.replace('approve', 'reject%20')),
  'a byte more': sent((bytes) => `${bytes} `),
  'a byte less': sent((bytes) => bytes.slice(0, -1)),
  'a form encoded anew': sent((bytes) => bytes.replaceAll('%22', '"')),
  'a second payload': sent((bytes) => `payload=%7B%7D&${bytes}`),
  'the body of nobody': sent(() => ''),
  'a byte order mark': sent((bytes) => new Uint8Array(Buffer.from(`\ufeff${bytes}`))),
}

describe('the address Slack posts to', () => {
  it('accepts none of 40 forged or replayed presses of each of 25 kinds and more, fails at none, and logs each', async () => {
    const { world } = the
    const view = await world.register()
    const classes = Object.entries(FORGERIES)
    const each = 40
    expect(classes.length).toBeGreaterThanOrEqual(25)
    const before = world.api.logs.length
    const statuses = new Map<number, number>()
    for (const [, forge] of classes) {
      const replies = await Promise.all(
        Array.from({ length: each }, () => {
          const press = slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place)
          const { body, headers } = forge(encodePayload(press).bytes, Date.now())
          return world.driver.post(body, { 'Content-Type': FORM, ...headers })
        }),
      )
      for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses]).toEqual([[401, classes.length * each]])
    const refused = world.api.logs.slice(before).filter((line) => line.includes('in the name of Slack was refused'))
    expect(refused).toHaveLength(classes.length * each)
    expect(refused.join('')).not.toContain(view.id)
    await world.work()
    expect((await world.read(view.id)).status).toBe('pending')
    expect((await world.api.sql('select 1 from received_message')).rows).toEqual([])
  })

  it("answers Slack's own question, when it is signed", async () => {
    const bytes = JSON.stringify({ type: 'url_verification', challenge: 'c-1', token: 't' })
    const { driver } = the.world
    expect(await driver.post(bytes, driver.signed(bytes, 'application/json'))).toMatchObject({
      status: 200,
      body: { challenge: 'c-1' },
    })
    expect((await driver.post(bytes, { 'Content-Type': 'application/json' })).status).toBe(401)
  })

  it('says what is wrong with a signed message that is none', async () => {
    const { driver } = the.world
    const post = (bytes: string, contentType: string) => driver.post(bytes, driver.signed(bytes, contentType))
    expect((await post('{', 'application/json')).status).toBe(400)
    expect((await post('payload=%7B', FORM)).status).toBe(400)
    expect((await post('<xml/>', 'text/xml')).status).toBe(415)
    expect((await post('x'.repeat(1_048_577), FORM)).status).toBe(413)
    expect((await post('payload={"type":"shortcut"}', FORM)).status).toBe(200)
    expect((await post('{"type":"event_callback"}', 'application/json')).status).toBe(200)
    expect((await fetch(`${the.world.api.origin}/slack/events`)).status).toBe(405)
  })

  it('acknowledges 500 presses with the database under load, 99 of 100 within a second', async () => {
    const { world } = the
    const views = await Promise.all(Array.from({ length: 20 }, () => world.register()))
    let loading = true
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (loading) await world.client('GET', '/v1/approvals?limit=100')
      }),
    )
    const times: number[] = []
    for (let round = 0; round < 25; round += 1) {
      const sent = await Promise.all(
        views.map((view) =>
          world.driver.send(
            slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
          ),
        ),
      )
      for (const { status, ms } of sent) {
        expect(status).toBe(200)
        times.push(ms)
      }
    }
    loading = false
    await load
    const p99 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY
    expect(times).toHaveLength(500)
    expect(p99).toBeLessThan(1_000)

    // Twenty-five presses each, one effect each, and nobody is told off for a double click.
    await world.work()
    for (const view of views)
      expect(await world.votes(view.id)).toEqual([{ user_id: 'usr_ana', outcome: 'approve', via: 'slack' }])
    expect(world.told(ANA_IN_SLACK)).toEqual([])
  })
})
