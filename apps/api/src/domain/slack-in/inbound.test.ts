import { approvalId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { actionId, DECIDE_FORM, formatMenuValue, type SlackAction } from '../slack/action-values.ts'
import { readInbound } from './inbound.ts'

const id = approvalId.parse(`apr_${'0'.repeat(36)}`)
const shown = { approvalId: id, version: 2, attempt: 1, caseDigest: `sha256:${'0'.repeat(64)}` }
const decision = { ...shown, outcome: 'approve' }
const IGNORED = { kind: 'ignored' }
const ANA = { workspaceId: 'T1', teamId: 'T1', userId: 'U1' }

const pressBody = (action: object, body: object = {}) => ({
  type: 'block_actions',
  api_app_id: 'A1',
  team: { id: 'T1', domain: 'fjord' },
  user: { id: 'U1', username: 'ana' },
  trigger_id: '1.2.abc',
  container: { type: 'message', message_ts: '1.5', channel_id: 'C1' },
  channel: { id: 'C1', name: 'payments' },
  message: { ts: '1.5', text: 'Refund' },
  actions: [action],
  ...body,
})
const aPress = (action: SlackAction, value: object | string, body?: object, part = '') =>
  readInbound(
    'interactive',
    pressBody(
      { action_id: actionId(action, part), value: typeof value === 'string' ? value : JSON.stringify(value) },
      body,
    ),
  )

describe('a press', () => {
  it('is who pressed what, on which message', () => {
    expect(aPress('decide', decision, {}, 'approve')).toEqual({
      kind: 'press',
      messageId: 'press:1.2.abc',
      appId: 'A1',
      actor: ANA,
      press: { kind: 'decide', shown: decision },
      place: { channelId: 'C1', threadTs: null },
      triggerId: '1.2.abc',
    })
  })

  it.each<[SlackAction, object | string, object | undefined]>([
    ['decide', decision, { kind: 'decide', shown: decision }],
    ['decide', shown, undefined],
    ['decide', '{', undefined],
    ['form', decision, { kind: 'form', shown: decision, messageTs: '1.5' }],
    ['form', shown, undefined],
    ['undo', shown, { kind: 'undo', shown }],
    ['undo', decision, undefined],
    ['more', formatMenuValue('mute', id), { kind: 'watch', choice: 'mute', approvalId: id }],
    ['more', 'shout', undefined],
    ['home', 'team', { kind: 'home', view: 'team' }],
    ['home', 'theirs', undefined],
    ['open', '', undefined],
  ])('of %s with %j is %j', (action, value, press) => {
    expect(aPress(action, value)).toEqual(press ? expect.objectContaining({ kind: 'press', press }) : IGNORED)
  })

  it('may carry its value as the option that was selected', () => {
    const selected_option = { value: formatMenuValue('snooze-hour', id) }
    const pressed = readInbound('interactive', pressBody({ action_id: actionId('more'), selected_option, value: 'x' }))
    expect(pressed).toMatchObject({ press: { kind: 'watch', choice: 'snooze-hour' } })
    expect(readInbound('interactive', pressBody({ action_id: actionId('more') }))).toEqual(IGNORED)
    expect(readInbound('interactive', pressBody({ action_id: 'other:decide', value: '{}' }))).toEqual(IGNORED)
  })

  it('is placed by the container or the channel, in the thread of either, or nowhere', () => {
    const place = (body: object) => aPress('undo', shown, body)
    expect(place({ container: null })).toMatchObject({ place: { channelId: 'C1', threadTs: null } })
    expect(place({ channel: null })).toMatchObject({ place: { channelId: 'C1' } })
    expect(place({ channel: { id: 'C2' } })).toMatchObject({ place: { channelId: 'C1' } })
    expect(place({ container: null, channel: null })).toMatchObject({ place: null })
    const inThread = { message_ts: '1.5', channel_id: 'C1', thread_ts: '1.1' }
    expect(place({ container: inThread })).toMatchObject({ place: { threadTs: '1.1' } })
    expect(place({ container: inThread, message: null })).toMatchObject({ place: { threadTs: '1.1' } })
    expect(place({ container: inThread, message: { ts: '1.5', thread_ts: '1.0' } })).toMatchObject({
      place: { threadTs: '1.0' },
    })
  })

  it('of a form names the message it was opened from, when there is one', () => {
    const messageTs = (body: object) => aPress('form', decision, body)
    expect(messageTs({ message: null })).toMatchObject({ press: { messageTs: '1.5' } })
    expect(messageTs({ message: { ts: '1.7' } })).toMatchObject({ press: { messageTs: '1.7' } })
    expect(messageTs({ message: null, container: null })).toMatchObject({ press: { messageTs: null } })
  })

  it('is by the person of the workspace that told us; in a shared channel of their own', () => {
    const actor = (body: object) => aPress('undo', shown, body)
    expect(actor({ user: { id: 'U1', team_id: 'T9' } })).toMatchObject({ actor: { ...ANA, teamId: 'T9' } })
    expect(actor({ team: null, enterprise: { id: 'E1' } })).toMatchObject({
      actor: { workspaceId: 'E1', teamId: 'E1', userId: 'U1' },
    })
    expect(actor({ team: null, user: { id: 'U1', team_id: 'T9' } })).toMatchObject({
      actor: { workspaceId: 'T9', teamId: 'T9' },
    })
    expect(actor({ team: null })).toEqual(IGNORED)
    expect(actor({ user: { id: '' } })).toEqual(IGNORED)
  })

  it('may leave out the app', () => {
    expect(aPress('undo', shown, { api_app_id: undefined })).toMatchObject({ appId: null })
  })

  it('of nothing, or of another kind of interaction, is ignored', () => {
    expect(aPress('undo', shown, { actions: [] })).toEqual(IGNORED)
    expect(aPress('undo', shown, { type: 'shortcut' })).toEqual(IGNORED)
    expect(readInbound('interactive', null)).toEqual(IGNORED)
  })
})

describe('a form that is handed in', () => {
  const metadata = { ...decision, from: { channelId: 'C1', ts: '1.5' } }
  const submission = (view: object = {}, body: object = {}) =>
    readInbound('interactive', {
      type: 'view_submission',
      api_app_id: 'A1',
      team: { id: 'T1' },
      user: { id: 'U1' },
      trigger_id: '1.2.abc',
      view: {
        id: 'V1',
        hash: 'h1',
        callback_id: DECIDE_FORM,
        private_metadata: JSON.stringify(metadata),
        state: { values: { comment: { value: { type: 'plain_text_input', value: 'Fine' } } } },
        ...view,
      },
      ...body,
    })

  it('is who filled it in, what it is about and what was typed', () => {
    expect(submission()).toEqual({
      kind: 'submission',
      messageId: 'form:V1:1.2.abc',
      appId: 'A1',
      actor: ANA,
      form: metadata,
      values: { comment: { value: { type: 'plain_text_input', value: 'Fine' } } },
    })
  })

  it('is known again by its press, or by the state of the view', () => {
    expect(submission({}, { trigger_id: null })).toMatchObject({ messageId: 'form:V1:h1' })
    expect(submission({ hash: null }, { trigger_id: null, api_app_id: null })).toMatchObject({
      messageId: 'form:V1:',
      appId: null,
    })
  })

  it.each<[string, object, object]>([
    ['of somebody else', { callback_id: 'another-form' }, {}],
    ['about nothing', { private_metadata: '' }, {}],
    ['about no approval', { private_metadata: JSON.stringify({ ...metadata, approvalId: 'apr_1' }) }, {}],
    ['by nobody', {}, { team: null }],
    ['without what was typed', { state: undefined }, {}],
  ])('is ignored %s', (_name, view, body) => {
    expect(submission(view, body)).toEqual(IGNORED)
  })
})

describe('a command', () => {
  const command = {
    command: '/countersign',
    text: 'help',
    team_id: 'T1',
    user_id: 'U1',
    channel_id: 'C1',
    trigger_id: '1.2.abc',
    api_app_id: 'A1',
  }
  it('is what was typed, by whom and where', () => {
    expect(readInbound('slash_commands', command)).toEqual({
      kind: 'command',
      messageId: 'command:1.2.abc',
      appId: 'A1',
      actor: ANA,
      text: 'help',
      place: { channelId: 'C1', threadTs: null },
    })
  })
  it('may have no words and no app, and no other part less', () => {
    const { text: _text, api_app_id: _app, ...least } = command
    expect(readInbound('slash_commands', least)).toMatchObject({ kind: 'command', text: '', appId: null })
    for (const part of Object.keys(least))
      expect(readInbound('slash_commands', { ...command, [part]: undefined })).toEqual(IGNORED)
  })
})

describe('an event', () => {
  const event = (what: object, body: object = {}) =>
    readInbound('events_api', {
      type: 'event_callback',
      api_app_id: 'A1',
      team_id: 'T1',
      event_id: 'Ev1',
      authorizations: [{ team_id: 'T1', is_bot: true }],
      event: what,
      ...body,
    })
  const message = { type: 'message', channel: 'C1', user: 'U1', text: 'Looks good', ts: '1.7', thread_ts: '1.5' }
  const said = (change: object, body?: object) => event({ ...message, ...change }, body)
  const facts = { messageId: 'event:Ev1', appId: 'A1' }

  it('is a reply when a person writes in a thread', () => {
    const reply = {
      kind: 'reply',
      ...facts,
      actor: ANA,
      channelId: 'C1',
      threadTs: '1.5',
      ts: '1.7',
      text: 'Looks good',
    }
    expect(said({})).toEqual(reply)
    for (const subtype of ['thread_broadcast', 'file_share']) expect(said({ subtype })).toEqual(reply)
    expect(said({}, { api_app_id: undefined })).toMatchObject({ appId: null })
  })

  it.each<[string, object]>([
    ['what a bot says', { bot_id: 'B1' }],
    ['what nobody says', { user: null }],
    ['an edit', { subtype: 'message_changed' }],
    ['somebody who joins', { subtype: 'channel_join' }],
    ['no words', { text: null }],
    ['blanks', { text: ' \n' }],
    ['what stands in no thread', { thread_ts: null }],
    ['the message a thread hangs on', { thread_ts: '1.7' }],
  ])('is not %s', (_name, change) => {
    expect(said(change)).toEqual(IGNORED)
  })

  it('is of the installation it is for, and by a person of their own workspace', () => {
    expect(said({}, { team_id: 'T5' })).toMatchObject({ actor: { workspaceId: 'T1', teamId: 'T5' } })
    expect(said({ team: 'T6' }, { team_id: 'T5' })).toMatchObject({ actor: { workspaceId: 'T1', teamId: 'T6' } })
    expect(said({ team: 'T6', user_team: 'T7' })).toMatchObject({ actor: { workspaceId: 'T1', teamId: 'T7' } })
    for (const authorizations of [null, [], [{ team_id: null }]])
      expect(said({}, { team_id: 'T5', authorizations })).toMatchObject({ actor: { workspaceId: 'T5' } })
  })

  it('is that somebody opened App Home, and not its messages', () => {
    const opened = { kind: 'home-opened', ...facts, actor: ANA }
    expect(event({ type: 'app_home_opened', user: 'U1', tab: 'home' })).toEqual(opened)
    expect(event({ type: 'app_home_opened', user: 'U1' })).toEqual(opened)
    expect(event({ type: 'app_home_opened', user: 'U1', tab: 'messages' })).toEqual(IGNORED)
  })

  it('is that the app was removed, or its own token revoked', () => {
    const removed = { kind: 'removed', ...facts, workspaceId: 'T1' }
    expect(event({ type: 'app_uninstalled' })).toEqual(removed)
    expect(event({ type: 'tokens_revoked', tokens: { bot: ['U9'], oauth: [] } })).toEqual(removed)
    for (const bot of [[], null, undefined])
      expect(event({ type: 'tokens_revoked', tokens: { oauth: ['U1'], bot } })).toEqual(IGNORED)
  })

  it('of another kind, or of no form we know, is ignored', () => {
    expect(event({ type: 'reaction_added' })).toEqual(IGNORED)
    expect(event({ type: 'app_home_opened' })).toEqual(IGNORED)
    expect(event(message, { event_id: undefined })).toEqual(IGNORED)
    expect(readInbound('events_api', 'text')).toEqual(IGNORED)
  })

  it("may be Slack's question whether we are there", () => {
    expect(readInbound('events_api', { type: 'url_verification', challenge: '3eZb', token: 'x' })).toEqual({
      kind: 'challenge',
      challenge: '3eZb',
    })
  })
})

describe('what Slack sends', () => {
  it('is read up to a length that is far beyond its own, and ignored beyond', () => {
    const spoken = (text: string) =>
      readInbound('events_api', {
        type: 'event_callback',
        team_id: 'T1',
        event_id: 'Ev1',
        event: { type: 'message', channel: 'C1', user: 'U1', text, ts: '1.7', thread_ts: '1.5' },
      }).kind
    expect([spoken('x'.repeat(40_000)), spoken('x'.repeat(40_001))]).toEqual(['reply', 'ignored'])
    const long = (length: number) => aPress('undo', shown, { trigger_id: 't'.repeat(length) }).kind
    expect([long(64), long(65)]).toEqual(['press', 'ignored'])
  })

  it('has the characters replaced that cannot be kept', () => {
    const command = { command: '/c', team_id: 'T', user_id: 'U', channel_id: 'C', trigger_id: '1', text: 'a\u0000b' }
    expect(readInbound('slash_commands', command)).toMatchObject({ text: 'a\ufffdb' })
  })
})
