import { isStorable } from '@countersign/shared/text'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEgress } from '../../src/adapters/egress/egress.ts'
import { startCanary } from '../egress/canary.ts'
import { ANA_IN_SLACK, GENERAL, SLACK_TEAM, shownOf } from '../slack-in/slack-in-world.ts'
import { slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { startReceiver } from '../webhooks/receiver.ts'
import { type ChannelsWorld, startChannelsWorld } from './channels-world.ts'

/** What PostgreSQL, JSON or a careless object would choke on. Written as escapes: the bytes themselves are fine UTF-8. */
const ODD = ['\u0000', 'a\u0000b', '\ud800', 'x\udfffy', '__proto__']

let world: ChannelsWorld
beforeAll(async () => {
  world = await startChannelsWorld()
})
afterAll(() => world?.close())

const ana = { userId: ANA_IN_SLACK }
const faults = () => [...world.api.logs, ...world.workerLogs].filter((line) => /"level":"(error|fatal)"/.test(line))

describe('odd characters', { timeout: 120_000 }, () => {
  it('in anything a signed message of Slack carries are no fault of ours, then or in the job that follows', async () => {
    const first = await world.register()
    await world.workAfter(2_000)
    const { rows } = await world.api.sql('select ts from slack_message where approval_id = $1', [first.id])
    const thread = { channelId: GENERAL, ts: String(rows[0]?.ts) }
    for (const odd of ODD) {
      const view = await world.register()
      const shown = { ...shownOf(view), outcome: 'reject' }
      const place = { channel_id: GENERAL, message_ts: odd, thread_ts: odd }
      const typed = { reason: { selected_option: { value: odd } }, comment: { value: odd }, [odd]: { value: odd } }
      const sent = [
        slackPayloads.press(ana, slackButtons.decide(shown), place, odd),
        slackPayloads.press(ana, slackButtons.decide({ ...shown, outcome: odd }), { channel_id: odd }),
        slackPayloads.press(ana, { type: 'button', action_id: `countersign:${odd}`, value: odd }, place),
        slackPayloads.press({ userId: odd }, slackButtons.decide(shown), place),
        slackPayloads.press({ ...ana, teamId: odd }, slackButtons.decide(shown), place),
        slackPayloads.press({ ...ana, workspaceId: odd }, slackButtons.decide(shown), place),
        slackPayloads.press(ana, slackButtons.form(shown), place, odd),
        slackPayloads.submit(ana, { ...shown, from: { channelId: odd.slice(0, 9), ts: odd.slice(0, 9) } }, typed, odd),
        slackPayloads.submit(ana, { ...shown, from: null }, typed),
        slackPayloads.command(ana, odd),
        slackPayloads.command(ana, `search ${odd}`),
        slackPayloads.command({ userId: odd }, 'mine'),
        slackPayloads.command({ ...ana, teamId: odd }, 'mine'),
        slackPayloads.reply(ana, thread, odd),
        slackPayloads.reply(ana, { channelId: odd, ts: odd }, odd),
        slackPayloads.event({ type: 'app_home_opened', user: odd, tab: 'home' }),
        slackPayloads.event({ type: 'app_home_opened', user: ANA_IN_SLACK, tab: odd }, odd),
        slackPayloads.event({ type: odd, user: odd }),
      ]
      for (const [n, payload] of sent.entries()) {
        const { status } = await world.driver.send(payload)
        expect([odd, n, status < 500]).toEqual([odd, n, true])
      }
      await world.work()
      // Ana pressed in earnest, where she is understood at all.
      expect((await world.votes(view.id)).length).toBeLessThanOrEqual(1)
    }
    expect(faults()).toEqual([])
  })

  it('in a signed answer from outside are a refusal, whatever the mapping makes of them', async () => {
    const mapping = {
      outcome: 'body.outcome',
      reason: 'has(body.reason) ? body.reason : null',
      comment: 'has(body.comment) ? body.comment : null',
      input: 'has(body.input) ? body.input : null',
    }
    const { secret } = await world.integrate({ mapping })
    for (const odd of ODD) {
      const { id, callbackUrl } = await ask()
      for (const body of [
        { outcome: odd },
        { outcome: 'reject', reason: odd },
        { outcome: 'approve', input: { [odd]: odd } },
        { [odd]: odd, constructor: { prototype: odd }, toString: 1 },
        { outcome: 1e308, comment: Number.MAX_SAFE_INTEGER },
        ...(!isStorable(odd) ? [{ outcome: 'reject', comment: odd }] : []),
      ]) {
        const { status } = await world.callBack(callbackUrl, secret.secret, body)
        expect([body, status >= 400 && status < 500]).toEqual([body, true])
      }
      expect((await world.read(id)).status).toBe('pending')
    }
    expect(faults()).toEqual([])
  })

  it('in what admins set up and people wish are told to them', async () => {
    const admin = await world.api.signIn('helen')
    const mapping = { outcome: '"approve"' }
    const integration = (await world.integrate({ name: 'Odd' })).integration.id
    for (const odd of ODD) {
      const path = encodeURIComponent(Buffer.from(odd).toString())
      const posts: [string, unknown][] = [
        ['/v1/webhooks', { name: 'w', url: 'https://example.com/', policies: [odd] }],
        ['/v1/webhooks', { name: 'w', url: 'https://example.com/', teams: [odd] }],
        ['/v1/webhooks', { name: 'w', url: `https://${odd}/` }],
        ['/v1/integrations', { name: 'i', teams: ['payments'], policies: [odd] }],
        ['/v1/integrations', { name: 'i', teams: [odd] }],
        [`/v1/integrations/${integration}`, { outcomes: [odd], policies: [odd] }],
        ['/v1/mapping-tests', { mapping, body: { [odd]: odd }, headers: { [odd]: odd } }],
        ['/v1/mapping-tests', { mapping: { outcome: odd }, body: odd }],
        ['/v1/slack/routes', { team: odd, workspaceId: SLACK_TEAM, channelId: GENERAL }],
        ['/v1/slack/installed', { code: odd, state: odd }],
        ['/v1/me/slack/linked', { code: odd, state: odd }],
        ['/v1/me/preferences', { email: 'each', slack: 'each', digestAt: 1, quiet: null, timeZone: odd }],
        [`/v1/webhooks/${path}/deliveries/${path}/redeliver`, {}],
        [`/v1/integrations/${path}/secrets`, {}],
      ]
      for (const [n, [to, body]] of posts.entries()) {
        const { status } = await admin('POST', to, { body })
        expect([odd, to, n, status < 500]).toEqual([odd, to, n, true])
      }
      for (const to of [
        `/v1/integrations/${integration}/messages?cursor=${path}`,
        `/v1/integrations?cursor=${path}`,
        `/v1/webhooks?cursor=${path}`,
        `/v1/webhooks/${path}`,
        `/v1/approvals?q=${path}&team=${path}`,
      ])
        expect([to, (await admin('GET', to)).status < 500]).toEqual([to, true])
    }
    expect(faults()).toEqual([])
  })
})

describe('a mapping', () => {
  it.each([
    ['loops in loops', 'body.list.map(a, body.list.map(b, body.list.map(c, body.list))) == [] ? "x" : "y"'],
    ['a pattern that backtracks for ever', `body.text.matches('^(a+)+$') ? 'approve' : 'reject'`],
    ['a text that doubles', `${'body.text + '.repeat(120)}body.text`],
    ['prototypes', 'body.constructor.constructor("return process")()'],
    ['members that every object has', 'body.toString + body.__proto__.polluted'],
    ['a list of everything', '[1, 2, 3, 4, 5].map(x, body.list.map(y, body.list))'],
  ])('that is an attack ends in time, and nobody else waits: %s', async (_, outcome) => {
    const admin = await world.api.signIn('helen')
    const list = Array.from({ length: 2_000 }, (__, n) => n)
    const body = { list, text: `${'a'.repeat(5_000)}!`, outcome: 'approve' }
    const began = performance.now()
    const [tested, other] = await Promise.all([
      admin('POST', '/v1/mapping-tests', { body: { mapping: { outcome }, body } }),
      world.api.anonymous('GET', '/livez'),
    ])
    expect(tested.status).toBeLessThan(500)
    expect(JSON.stringify(tested.body)).not.toMatch(/"kind":"decision"/)
    expect(other.status).toBe(200)
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('addresses that others name', () => {
  it("are not called: Slack's response_url may say what it likes", async () => {
    const receiver = await startReceiver()
    const view = await world.register()
    const press = slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), {})
    const elsewhere = { response_url: receiver.url('/stolen'), response_urls: [{ response_url: receiver.url('/too') }] }
    await world.driver.send({ ...press, body: { ...press.body, ...elsewhere } })
    const command = slackPayloads.command(ana, 'mine')
    await world.driver.send({ ...command, body: { ...command.body, ...elsewhere, response_urls: '' } })
    await world.workAfter(2_000)
    expect(await world.votes(view.id)).toHaveLength(1)
    expect(receiver.received).toEqual([])
    await receiver.close()
  })

  it('are not called on ::1 or as mapped IPv4 when only 127.0.0.0/8 is allowed', async () => {
    const canary = await startCanary('::1')
    for (const address of ['::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1']) {
      const egress = createEgress({ allow: ['127.0.0.0/8'], allowHttp: true }, async () => [
        { address: '127.0.0.1', family: 4 },
        { address, family: 6 },
      ])
      const call = { method: 'POST' as const, headers: {}, body: Buffer.from('{}'), timeoutMs: 500 }
      expect(await egress.send({ ...call, url: `http://localhost.example:${canary.port}/` })).toMatchObject({
        kind: 'refused',
      })
      expect(await egress.send({ ...call, url: `http://[${address}]:${canary.port}/` })).toMatchObject({
        kind: 'refused',
      })
    }
    expect(canary.connections()).toBe(0)
    await canary.close()
  })
})

async function ask() {
  const view = await world.register()
  const { rows } = await world.api.sql('select id from attempt where approval_id = $1', [view.id])
  return { ...view, callbackUrl: `http://x.example/v1/callbacks/${String(rows[0]?.id).replace('att_', 'acb_')}` }
}
