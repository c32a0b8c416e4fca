import { slackView } from '@countersign/shared/slack'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, type Reply, startTestApi, type TestApi } from '../http/support/test-api.ts'
import {
  ADMIN_TOKEN,
  GENERAL,
  RANDOM,
  SLACK_TEAM,
  type SlackStandIn,
  startSlackStandIn,
} from '../support/slack-stand-in.ts'

const RETURN = 'http://127.0.0.1:3000/slack/installed'

let slack: SlackStandIn
let api: TestApi
let helen: Client
let ana: Client

beforeAll(async () => {
  slack = await startSlackStandIn()
  api = await startTestApi({
    SLACK_MODE: 'http',
    SLACK_SIGNING_SECRET: 'signing-secret-of-the-tests',
    SLACK_BOT_TOKEN: ADMIN_TOKEN,
    SLACK_CLIENT_ID: 'client-1',
    SLACK_CLIENT_SECRET: 'client-secret-canary',
    SLACK_API_URL: slack.apiUrl,
    SLACK_WEB_URL: 'https://slack.example',
  })
  helen = await api.signIn('helen')
  ana = await api.signIn('ana')
})
afterAll(async () => {
  await api?.stop()
  await slack?.close()
})

const setup = async () => slackView.parse((await helen('GET', '/v1/slack')).body)
const codeOf = ({ status, body }: Reply) => [status, (body as { code?: string }).code]
const save = (body: object, client = helen) => client('POST', '/v1/slack/routes', { body })
const route = (more: object = {}) => ({ team: 'payments', workspaceId: SLACK_TEAM, channelId: GENERAL, ...more })
const audited = async () =>
  (await api.sql(`select type, leaf from audit_entry where type like 'slack.%' order by seq`)).rows

describe('setting Slack up', () => {
  it('learns at the start which workspace SLACK_BOT_TOKEN belongs to, and keeps the token sealed', async () => {
    await expect.poll(async () => (await setup()).workspaces.map(({ id }) => id)).toEqual([SLACK_TEAM])
    const { rows } = await api.sql('select sealed_token from slack_workspace')
    expect(JSON.stringify(rows)).not.toContain(ADMIN_TOKEN)
    expect(await setup()).toMatchObject({ enabled: true, mode: 'http', canInstall: true, routes: [] })
  })

  it('chooses a channel that the app is in, and refuses any other with what to do', async () => {
    const saved = await save(route())
    expect(saved.status).toBe(200)
    expect((await setup()).routes).toEqual([
      {
        team: { id: 'payments', name: 'Payments' },
        workspaceId: SLACK_TEAM,
        channelId: GENERAL,
        channelName: 'general',
      },
    ])
    expect(codeOf(await save(route({ channelId: 'C0000NONE' })))).toEqual([422, 'channel-refused'])
    expect(codeOf(await save(route({ workspaceId: 'T0000OTHER' })))).toEqual([422, 'channel-refused'])
    expect(codeOf(await save(route({ team: 'nobody' })))[1]).toBe('unknown-team')
    expect(codeOf(await save(route({ channelId: 'general' })))[1]).toBe('invalid-request')
    const channel = { id: RANDOM, name: 'random', is_member: false, is_archived: false }
    slack.fault = () => ({ kind: 'answer', status: 200, body: { ok: true, channel } })
    const outside = await save(route({ channelId: RANDOM }))
    expect(codeOf(outside)).toEqual([422, 'channel-refused'])
    expect(outside.text).toContain('/invite @Countersign')
    slack.fault = () => ({ kind: 'answer', status: 500 })
    expect(codeOf(await save(route()))).toEqual([503, 'unavailable'])
    slack.fault = () => undefined
    expect((await setup()).routes.map(({ channelId }) => channelId)).toEqual([GENERAL])
  })

  it('removes a channel, once or twice alike', async () => {
    const removal = { team: 'payments', workspaceId: SLACK_TEAM }
    for (let time = 0; time < 2; time += 1)
      expect((await helen('POST', '/v1/slack/routes/remove', { body: removal })).status).toBe(200)
    expect((await setup()).routes).toEqual([])
  })

  it('adds a workspace by OAuth, for the session that began it and for no other', async () => {
    const departure = await helen('POST', '/v1/slack/install', { body: {} })
    const url = new URL((departure.body as { url: string }).url)
    expect(`${url.origin}${url.pathname}`).toBe('https://slack.example/oauth/v2/authorize')
    expect(url.searchParams.get('redirect_uri')).toBe(RETURN)
    const state = url.searchParams.get('state') ?? ''
    const code = await slack.installCode(RETURN)

    const elsewhere = await api.signIn('helen')
    expect(codeOf(await elsewhere('POST', '/v1/slack/installed', { body: { code, state } }))[1]).toBe('invalid-request')
    const forged = `${state.slice(0, -9)}${state.at(-9) === 'A' ? 'B' : 'A'}${state.slice(-8)}`
    expect(codeOf(await helen('POST', '/v1/slack/installed', { body: { code, state: forged } }))[1]).toBe(
      'invalid-request',
    )
    expect(codeOf(await helen('POST', '/v1/slack/installed', { body: { code: 'x', state } }))[1]).toBe(
      'invalid-request',
    )

    const installed = await helen('POST', '/v1/slack/installed', { body: { code, state } })
    expect(installed.status).toBe(200)
    expect(slackView.parse(installed.body).workspaces).toHaveLength(1)
    // A code is good once, at Slack.
    expect(codeOf(await helen('POST', '/v1/slack/installed', { body: { code, state } }))[1]).toBe('invalid-request')
  })

  it('is for admins', async () => {
    expect((await ana('GET', '/v1/slack')).status).toBe(403)
    expect((await save(route(), ana)).status).toBe(403)
    expect(
      (await ana('POST', '/v1/slack/routes/remove', { body: { team: 'payments', workspaceId: SLACK_TEAM } })).status,
    ).toBe(403)
    expect((await ana('POST', '/v1/slack/install', { body: {} })).status).toBe(403)
    const key = await api.keyClient({ scopes: ['approvals:read'] })
    expect((await key('GET', '/v1/slack')).status).toBe(403)
  })

  it('leaves its traces in the audit log, and no secret there or in the logs', async () => {
    const entries = await audited()
    expect(entries.map(({ type }) => type)).toEqual([
      'slack.workspace_installed',
      'slack.route_saved',
      'slack.route_removed',
      'slack.workspace_installed',
    ])
    for (const text of [JSON.stringify(entries), api.logs.join('\n')])
      for (const secret of [ADMIN_TOKEN, 'client-secret-canary', 'xoxb-']) expect(text).not.toContain(secret)
  })
})
