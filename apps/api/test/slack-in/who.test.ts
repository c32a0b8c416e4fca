import { describe, expect, it } from 'vitest'
import { slackButtons, slackPayloads } from '../support/slack-driver.ts'
import type { SlackCall } from '../support/slack-stand-in.ts'
import { ANA_IN_SLACK, GENERAL, OTHER_WORKSPACE, SLACK_TEAM, shownOf, useSlackInWorld } from './slack-in-world.ts'

const the = useSlackInWorld()
const place = { channel_id: GENERAL }
const DANA_IN_SLACK = 'U00000DANA'
const HELEN_IN_SLACK = 'U0000HELEN'

interface Claims {
  readonly team?: string
  readonly user: string
  readonly more?: Readonly<Record<string, unknown>>
}

/** Slack's sign-in, which the emulated Slack has not: the code names who signed in. */
function answerSignIn(claims: Claims, nonce: string) {
  const { slack } = the.world
  const otherwise = slack.fault
  slack.fault = (call: SlackCall) => {
    if (call.method !== 'openid.connect.token') return otherwise(call)
    const payload = {
      iss: 'https://slack.example',
      aud: 'client-1',
      exp: Date.now() / 1_000 + 60,
      nonce,
      name: 'Whoever',
      email: 'usr_ana@example.com',
      'https://slack.com/team_id': claims.team ?? SLACK_TEAM,
      'https://slack.com/user_id': claims.user,
      ...claims.more,
    }
    const idToken = ['{}', JSON.stringify(payload), 'x']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
    return { kind: 'answer', status: 200, body: { ok: true, id_token: idToken } }
  }
}

async function link(person: 'dana' | 'helen' | 'ana', claims: Claims, tamper: (state: string) => string = (it) => it) {
  const client = await the.world.api.signIn(person)
  const begun = await client('POST', '/v1/me/slack/link', { body: {} })
  const url = new URL((begun.body as { url: string }).url)
  answerSignIn(claims, url.searchParams.get('nonce') ?? '')
  const state = tamper(url.searchParams.get('state') ?? '')
  return { client, url, reply: await client('POST', '/v1/me/slack/linked', { body: { code: 'c', state } }) }
}

describe('linking a Slack account', () => {
  it('is signing in on both sides, once', async () => {
    const { client, url, reply } = await link('dana', { user: DANA_IN_SLACK })
    expect(`${url.origin}${url.pathname}`).toBe('https://slack.example/openid/connect/authorize')
    expect(url.searchParams.get('redirect_uri')).toBe('http://127.0.0.1:3000/settings/slack')
    expect(reply.body).toEqual({
      canLink: true,
      links: [{ workspaceId: SLACK_TEAM, workspaceName: SLACK_TEAM, slackUserId: DANA_IN_SLACK, slackName: 'Whoever' }],
    })
    // The same again is the same.
    expect((await link('dana', { user: DANA_IN_SLACK })).reply.status).toBe(200)

    const left = await client('POST', '/v1/me/slack/unlink', { body: { workspaceId: SLACK_TEAM } })
    expect(left.body).toEqual({ canLink: true, links: [] })
    const { rows } = await the.world.api.sql(
      `select type, leaf::jsonb -> 'actor' ->> 'id' as who, leaf::jsonb -> 'data' as data from audit_entry
       where type like 'slack.%' order by seq`,
    )
    const data = { workspaceId: SLACK_TEAM, slackUserId: DANA_IN_SLACK }
    expect(rows).toEqual([
      { type: 'slack.linked', who: 'usr_dana', data },
      { type: 'slack.unlinked', who: 'usr_dana', data },
    ])
  })

  it.each<[string, Claims, string]>([
    ['an account that is somebody else’s', { user: ANA_IN_SLACK }, 'slack-linked-elsewhere'],
    [
      'an account of a workspace that is not connected',
      { user: 'U0000ALIEN', team: OTHER_WORKSPACE },
      'not-configured',
    ],
    ['an answer meant for another app', { user: 'U0001', more: { aud: 'client-2' } }, 'invalid-request'],
    ['an answer of another issuer', { user: 'U0001', more: { iss: 'https://slack.com.example' } }, 'invalid-request'],
    ['an answer that is too old', { user: 'U0001', more: { exp: 1 } }, 'invalid-request'],
    ['an answer to another sign-in', { user: 'U0001', more: { nonce: 'n' } }, 'invalid-request'],
    ['an answer that names nobody', { user: '' }, 'invalid-request'],
  ])('refuses %s', async (_, claims, code) => {
    const { reply, client } = await link('helen', claims)
    expect([(reply.body as { code: string }).code, (reply.body as { rule?: string }).rule]).toContain(code)
    expect((await client('GET', '/v1/me/slack')).body).toEqual({ canLink: true, links: [] })
  })

  it('refuses a second account of one workspace to one person', async () => {
    const { reply } = await link('ana', { user: 'U0000TWICE' })
    expect(reply.body).toMatchObject({ code: 'not-permitted', rule: 'slack-linked-already' })
  })

  it('refuses a state of another session, a changed one, and one that is too old', async () => {
    const other = await link('dana', { user: 'U0002' }, () => 'v1.t1.AAAA.AAAA')
    expect(other.reply.status).toBe(422)
    const foreign = other.url.searchParams.get('state') ?? ''
    expect((await link('helen', { user: 'U0002' }, () => foreign)).reply.status).toBe(422)
    const shift = (interval: string) =>
      the.world.api.sql(
        `create or replace function countersign_now() returns timestamptz language sql volatile as
         $$ select clock_timestamp() + interval '${interval}' $$`,
      )
    const client = await the.world.api.signIn('helen')
    const begun = await client('POST', '/v1/me/slack/link', { body: {} })
    const url = new URL((begun.body as { url: string }).url)
    answerSignIn({ user: 'U0002' }, url.searchParams.get('nonce') ?? '')
    const body = { code: 'c', state: url.searchParams.get('state') }
    await shift('11 minutes')
    expect((await client('POST', '/v1/me/slack/linked', { body })).status).toBe(422)
    await shift('0 minutes')
  })

  it('is for people with a session', async () => {
    const { client, api } = the.world
    expect((await client('POST', '/v1/me/slack/link', { body: {} })).status).toBe(403)
    expect((await api.anonymous('GET', '/v1/me/slack')).status).toBe(401)
  })

  it('says so when Slack does not answer, and links nothing', async () => {
    const { slack } = the.world
    const before = slack.fault
    const client = await the.world.api.signIn('helen')
    const begun = await client('POST', '/v1/me/slack/link', { body: {} })
    const state = new URL((begun.body as { url: string }).url).searchParams.get('state')
    slack.fault = () => ({ kind: 'answer', status: 502, body: {} })
    const reply = await client('POST', '/v1/me/slack/linked', { body: { code: 'c', state } })
    slack.fault = before
    expect(reply.body).toMatchObject({ code: 'unavailable' })
  })
})

describe('whoever presses without being known', () => {
  const strangers: [string, { userId: string; teamId?: string; workspaceId?: string }][] = [
    ['an account nobody has linked', { userId: 'U00NOBODY1' }],
    ['Ana’s user id in another workspace', { userId: ANA_IN_SLACK, teamId: OTHER_WORKSPACE }],
    [
      'an account of a workspace that is not connected',
      { userId: ANA_IN_SLACK, teamId: OTHER_WORKSPACE, workspaceId: OTHER_WORKSPACE },
    ],
  ]
  it.each(strangers)('%s decides nothing, by any button or form', async (_, person) => {
    const { world } = the
    const view = await world.register()
    const shown = { ...shownOf(view), outcome: 'approve' }
    const form = { ...shown, from: { channelId: GENERAL, ts: '1.1' } }
    await world.driver.send(slackPayloads.press(person, slackButtons.decide(shown), place))
    await world.driver.send(slackPayloads.press(person, slackButtons.form(shown), place))
    await world.driver.send(slackPayloads.press(person, slackButtons.undo(shownOf(view)), place))
    await world.driver.send(slackPayloads.press(person, slackButtons.more('mute', view.id), place))
    const submitted = await world.driver.send(slackPayloads.submit(person, form, { comment: { value: 'Yes' } }))
    expect(submitted.body).toMatchObject({ response_action: 'errors' })
    const command = await world.driver.send(slackPayloads.command(person, 'mine'))
    expect(command.text).not.toContain(view.id)
    await world.work()
    expect((await world.read(view.id)).version).toBe(view.version)
    expect(await world.votes(view.id)).toEqual([])
    if (person.workspaceId === undefined) {
      await expect.poll(() => world.told(person.userId).length).toBe(4)
      expect(world.told(person.userId).at(-1)).toContain('http://127.0.0.1:3000/settings')
      world.slack.calls.length = 0
    }
  })

  it('a person who was disabled, or unlinked after pressing, decides nothing', async () => {
    const { world } = the
    await world.link('helen', HELEN_IN_SLACK)
    const helen = { userId: HELEN_IN_SLACK }
    const view = await world.register()
    const press = () => slackPayloads.press(helen, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place)
    await world.api.sql(`update app_user set disabled_at = now() where id = 'usr_helen'`)
    await world.driver.send(press())
    await world.work()
    expect(world.told(HELEN_IN_SLACK).at(-1)).toContain('Your account here is disabled')
    await world.api.sql(`update app_user set disabled_at = null where id = 'usr_helen'`)

    await world.driver.send(press())
    await world.api.sql('delete from identity where subject = $1', [HELEN_IN_SLACK])
    await world.work()
    expect(world.told(HELEN_IN_SLACK).at(-1)).toContain('does not know this Slack account yet')
    expect(await world.votes(view.id)).toEqual([])
  })

  it('nobody counts from a workspace that removed the app', async () => {
    const { world } = the
    const ana = { userId: ANA_IN_SLACK }
    const view = await world.register()
    await world.driver.send(
      slackPayloads.press(ana, slackButtons.decide({ ...shownOf(view), outcome: 'approve' }), place),
    )
    await world.driver.send(slackPayloads.event({ type: 'app_uninstalled' }))
    await world.work()
    expect(await world.votes(view.id)).toEqual([])
    const { rows } = await world.api.sql('select removed_at is not null as removed from slack_workspace')
    expect(rows).toEqual([{ removed: true }])
  })
})
