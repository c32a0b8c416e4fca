import { createHmac, randomBytes } from 'node:crypto'
import type { HomeView } from '../../src/domain/slack/action-values.ts'
import { actionId, DECIDE_FORM, FORM_ELEMENT, formatMenuValue } from '../../src/domain/slack/action-values.ts'
import type { SlackStandIn } from './slack-stand-in.ts'
import { SLACK_TEAM } from './slack-stand-in.ts'

/** A Slack account: where it belongs, and where it acts. */
export interface SlackPerson {
  readonly userId: string
  readonly teamId?: string
  readonly workspaceId?: string
}

export interface Sent {
  readonly status: number
  readonly text: string
  readonly body: unknown
  readonly ms: number
}

export interface SlackPayload {
  readonly door: 'interactive' | 'events_api' | 'slash_commands'
  readonly body: Readonly<Record<string, unknown>>
}

const APP_ID = 'A000000001'

/** What Slack's servers send for what people do, as payloads; `triggerId` makes one occurrence of it. */
export const slackPayloads = {
  press(person: SlackPerson, action: object, place: object | null, triggerId = freshTrigger()): SlackPayload {
    const message = place && { message: { ts: '1700000000.000100', ...place } }
    const channel = place && { channel: { id: 'C000000001', ...place } }
    const container = place
      ? { type: 'message', channel_id: 'C000000001', message_ts: '1700000000.000100', ...place }
      : null
    const body = { type: 'block_actions', trigger_id: triggerId, container, ...channel, ...message, actions: [action] }
    return { door: 'interactive', body: { ...whoOf(person), ...body } }
  },
  submit(
    person: SlackPerson,
    metadata: object,
    typed: Readonly<Record<string, object>>,
    id = freshTrigger(),
  ): SlackPayload {
    const values = Object.fromEntries(Object.entries(typed).map(([block, state]) => [block, { [FORM_ELEMENT]: state }]))
    const view = {
      id: `V${id.slice(-9)}`,
      hash: id,
      callback_id: DECIDE_FORM,
      private_metadata: JSON.stringify(metadata),
      state: { values },
    }
    return { door: 'interactive', body: { type: 'view_submission', ...whoOf(person), trigger_id: id, view } }
  },
  command(person: SlackPerson, text: string): SlackPayload {
    const { userId, teamId = SLACK_TEAM } = person
    const facts = { team_id: teamId, user_id: userId, channel_id: 'C000000001', trigger_id: freshTrigger() }
    return { door: 'slash_commands', body: { command: '/countersign', text, api_app_id: APP_ID, ...facts } }
  },
  event(
    event: object,
    eventId = `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    teamId = SLACK_TEAM,
  ): SlackPayload {
    const body = {
      type: 'event_callback',
      team_id: teamId,
      api_app_id: APP_ID,
      event_id: eventId,
      event,
      authorizations: [{ team_id: teamId, user_id: 'UBOT00001', is_bot: true }],
    }
    return { door: 'events_api', body }
  },
  reply(person: SlackPerson, thread: { channelId: string; ts: string }, text: string, more: object = {}): SlackPayload {
    const { userId, teamId = SLACK_TEAM } = person
    const ts = `${Math.floor(Date.now() / 1_000)}.${randomBytes(3).readUIntBE(0, 3)}`
    const message = {
      type: 'message',
      channel: thread.channelId,
      thread_ts: thread.ts,
      ts,
      user: userId,
      text,
      team: teamId,
    }
    return slackPayloads.event({ ...message, ...more })
  },
}

/** Buttons of ours, as a press of one reports them. */
export const slackButtons = {
  decide: (shown: { outcome: string }) => ({
    type: 'button',
    action_id: actionId('decide', shown.outcome),
    value: JSON.stringify(shown),
  }),
  form: (shown: { outcome: string }) => ({
    type: 'button',
    action_id: actionId('form', shown.outcome),
    value: JSON.stringify(shown),
  }),
  undo: (shown: object) => ({ type: 'button', action_id: actionId('undo'), value: JSON.stringify(shown) }),
  more: (choice: Parameters<typeof formatMenuValue>[0], id: string) => ({
    type: 'overflow',
    action_id: actionId('more'),
    selected_option: { value: formatMenuValue(choice, id) },
  }),
  home: (view: HomeView) => ({ type: 'button', action_id: actionId('home', view), value: view }),
}

/** Slack as it posts to us: signed, form-encoded or JSON. */
export function createSlackDriver(origin: string, signingSecret: string) {
  const post = async (bytes: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<Sent> => {
    const startedMs = performance.now()
    const response = await fetch(`${origin}/slack/events`, { method: 'POST', body: bytes, headers, redirect: 'manual' })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== ''
    return { status: response.status, text, body: json ? JSON.parse(text) : null, ms: performance.now() - startedMs }
  }
  return {
    post,
    signed: (bytes: string, contentType: string, now = Date.now()) => ({
      'Content-Type': contentType,
      ...slackSignature(signingSecret, bytes, now),
    }),
    /** @param retry the number of this try, when it is not the first */
    async send({ door, body }: SlackPayload, retry?: number): Promise<Sent> {
      const { bytes, contentType } = encodePayload({ door, body })
      const again =
        retry === undefined ? {} : { 'X-Slack-Retry-Num': String(retry), 'X-Slack-Retry-Reason': 'http_timeout' }
      return post(bytes, { 'Content-Type': contentType, ...slackSignature(signingSecret, bytes), ...again })
    },
  }
}

export function encodePayload({ door, body }: SlackPayload): { bytes: string; contentType: string } {
  if (door === 'events_api') return { bytes: JSON.stringify(body), contentType: 'application/json' }
  const fields = door === 'interactive' ? { payload: JSON.stringify(body) } : (body as Record<string, string>)
  return { bytes: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' }
}

export function slackSignature(secret: string, bytes: string | Uint8Array, nowMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000))
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex')
  return { 'X-Slack-Request-Timestamp': timestamp, 'X-Slack-Signature': `v0=${hash}` }
}

/** One that opens a view in the emulated Slack. */
export async function openTrigger(slack: SlackStandIn, userId: string): Promise<string> {
  const { trigger_id: triggerId } = await slack.call('views.generateTriggerId', { user_id: userId })
  return String(triggerId)
}

const freshTrigger = (): string => `${Date.now()}.${randomBytes(6).toString('hex')}`

function whoOf({ userId, teamId = SLACK_TEAM, workspaceId = SLACK_TEAM }: SlackPerson) {
  return { api_app_id: APP_ID, team: { id: workspaceId }, user: { id: userId, team_id: teamId, username: 'whoever' } }
}
