import type { ApprovalId } from '@countersign/shared/ids'
import {
  DECIDE_FORM,
  type DecisionValue,
  decisionValue,
  type FormMetadata,
  formMetadata,
  HOME_VIEWS,
  type HomeView,
  type MenuChoice,
  parseActionId,
  parseMenuValue,
  type ShownValue,
  shownValue,
} from '../slack/action-values.ts'
import type { FormState } from '../slack/read-form.ts'
import {
  type BlockActions,
  challenge,
  type EventCallback,
  eventCallback,
  interaction,
  type SlashCommand,
  slackEvent,
  slashCommand,
  type ViewSubmission,
} from './envelope.ts'

/**
 * Who did something, and where. `workspaceId` is the installation that told us; `teamId` is the workspace the person
 * belongs to, which in a shared channel is another one. Identity is (teamId, userId), never a name or an e-mail.
 */
export interface SlackActor {
  readonly workspaceId: string
  readonly teamId: string
  readonly userId: string
}

/** Where an answer to the person belongs: the message or thread it is about; `null`: a direct message. */
export interface SlackPlace {
  readonly channelId: string
  readonly threadTs: string | null
}

/** What a person pressed, in our own words. */
export type Press =
  | { readonly kind: 'decide'; readonly shown: DecisionValue }
  | { readonly kind: 'form'; readonly shown: DecisionValue; readonly messageTs: string | null }
  | { readonly kind: 'undo'; readonly shown: ShownValue }
  | { readonly kind: 'watch'; readonly choice: MenuChoice; readonly approvalId: ApprovalId }
  | { readonly kind: 'home'; readonly view: HomeView }

interface FromPerson {
  /** Names this occurrence: Slack's retries carry it again. */
  readonly messageId: string
  readonly appId: string | null
  readonly actor: SlackActor
}

export type Inbound =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | (FromPerson & {
      readonly kind: 'press'
      readonly press: Press
      readonly place: SlackPlace | null
      readonly triggerId: string
    })
  | (FromPerson & { readonly kind: 'submission'; readonly form: FormMetadata; readonly values: FormState })
  | (FromPerson & { readonly kind: 'command'; readonly text: string; readonly place: SlackPlace })
  | (FromPerson & {
      readonly kind: 'reply'
      readonly channelId: string
      readonly threadTs: string
      readonly ts: string
      readonly text: string
    })
  | (FromPerson & { readonly kind: 'home-opened' })
  | {
      readonly kind: 'removed'
      readonly messageId: string
      readonly appId: string | null
      readonly workspaceId: string
    }
  /** Nothing of ours: acknowledged, and no more. */
  | { readonly kind: 'ignored' }

const IGNORED = { kind: 'ignored' } as const
/** Subtypes of a message that somebody wrote all the same: also shown in the channel, or with a file beside it. */
const SPOKEN: ReadonlySet<string> = new Set(['thread_broadcast', 'file_share'])

/** The three doors of Slack. Socket Mode names the door; over HTTP the body's form tells. */
export type Door = 'interactive' | 'events_api' | 'slash_commands'

/** What came in, as one of ours; anything that does not fit is ignored, because only Slack gets this far. */
export function readInbound(door: Door, body: unknown): Inbound {
  switch (door) {
    case 'interactive': {
      const parsed = interaction.safeParse(body)
      if (!parsed.success) return IGNORED
      return parsed.data.type === 'block_actions' ? readPress(parsed.data) : readSubmission(parsed.data)
    }
    case 'events_api': {
      const asked = challenge.safeParse(body)
      if (asked.success) return { kind: 'challenge', challenge: asked.data.challenge }
      const parsed = eventCallback.safeParse(body)
      return parsed.success ? readEvent(parsed.data) : IGNORED
    }
    case 'slash_commands': {
      const parsed = slashCommand.safeParse(body)
      return parsed.success ? readCommand(parsed.data) : IGNORED
    }
  }
}

function readPress(body: BlockActions): Inbound {
  const [action] = body.actions
  const press = action && pressOf(action, body)
  const actor = actorOf(body)
  if (!press || !actor) return IGNORED
  const channelId = body.container?.channel_id ?? body.channel?.id
  const threadTs = body.message?.thread_ts ?? body.container?.thread_ts ?? null
  return {
    kind: 'press',
    messageId: `press:${body.trigger_id}`,
    appId: body.api_app_id ?? null,
    actor,
    press,
    place: channelId ? { channelId, threadTs } : null,
    triggerId: body.trigger_id,
  }
}

function pressOf(action: BlockActions['actions'][number], body: BlockActions): Press | undefined {
  const value = action.selected_option?.value ?? action.value ?? ''
  const kind = parseActionId(action.action_id)
  switch (kind) {
    case 'decide':
    case 'form': {
      const shown = decisionValue.safeParse(parseJson(value))
      if (!shown.success) return undefined
      const messageTs = body.message?.ts ?? body.container?.message_ts ?? null
      return kind === 'decide' ? { kind, shown: shown.data } : { kind, shown: shown.data, messageTs }
    }
    case 'undo': {
      const shown = shownValue.safeParse(parseJson(value))
      return shown.success ? { kind, shown: shown.data } : undefined
    }
    case 'more': {
      const chosen = parseMenuValue(value)
      return chosen ? { kind: 'watch', ...chosen } : undefined
    }
    case 'home': {
      const view = HOME_VIEWS.find((each) => each === value)
      return view && { kind, view }
    }
    case 'open':
    case undefined:
      return undefined
  }
}

function readSubmission(body: ViewSubmission): Inbound {
  const actor = actorOf(body)
  const form = formMetadata.safeParse(parseJson(body.view.private_metadata))
  if (body.view.callback_id !== DECIDE_FORM || !actor || !form.success) return IGNORED
  const { view, api_app_id: appId, trigger_id: triggerId } = body
  return {
    kind: 'submission',
    // A form that came back with errors is sent again under the same id, but by another press.
    messageId: `form:${view.id}:${triggerId ?? view.hash ?? ''}`,
    appId: appId ?? null,
    actor,
    form: form.data,
    values: view.state.values,
  }
}

function readCommand({ text, team_id, user_id, channel_id, trigger_id, api_app_id }: SlashCommand): Inbound {
  return {
    kind: 'command',
    messageId: `command:${trigger_id}`,
    appId: api_app_id ?? null,
    actor: { workspaceId: team_id, teamId: team_id, userId: user_id },
    text,
    place: { channelId: channel_id, threadTs: null },
  }
}

function readEvent(body: EventCallback): Inbound {
  const parsed = slackEvent.safeParse(body.event)
  if (!parsed.success) return IGNORED
  const event = parsed.data
  const workspaceId = body.authorizations?.[0]?.team_id ?? body.team_id
  const facts = { messageId: `event:${body.event_id}`, appId: body.api_app_id ?? null }
  switch (event.type) {
    case 'message': {
      const { subtype, bot_id: bot, user, text, thread_ts: threadTs, ts, channel: channelId } = event
      // Edits, deletions, joins and what bots say (we are one) are no comments; nor is what stands in no thread.
      if (bot || !user || (subtype && !SPOKEN.has(subtype))) return IGNORED
      if (!text?.trim() || !threadTs || threadTs === ts) return IGNORED
      const actor = { workspaceId, teamId: event.user_team ?? event.team ?? body.team_id, userId: user }
      return { kind: 'reply', ...facts, actor, channelId, threadTs, ts, text }
    }
    case 'app_home_opened':
      if (event.tab === 'messages') return IGNORED
      return { kind: 'home-opened', ...facts, actor: { workspaceId, teamId: workspaceId, userId: event.user } }
    case 'tokens_revoked':
      return event.tokens.bot?.length ? { kind: 'removed', ...facts, workspaceId } : IGNORED
    case 'app_uninstalled':
      return { kind: 'removed', ...facts, workspaceId }
  }
}

function actorOf({ team, enterprise, user }: BlockActions | ViewSubmission): SlackActor | undefined {
  const workspaceId = team?.id ?? enterprise?.id ?? user.team_id
  return workspaceId ? { workspaceId, teamId: user.team_id ?? workspaceId, userId: user.id } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
