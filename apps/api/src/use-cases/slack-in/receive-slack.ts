import type { HomeView } from '../../domain/slack/action-values.ts'
import type { StoredDeed } from '../../domain/slack-in/deed.ts'
import { type Door, type Inbound, readInbound, type SlackActor } from '../../domain/slack-in/inbound.ts'
import { readSlackText } from '../../domain/slack-in/slack-text.ts'
import { forgetWorkspace } from '../slack/forget-workspace.ts'
import { slackHomeJob } from '../slack/show-slack-home.ts'
import { type AcceptFormDeps, acceptForm } from './accept-form.ts'
import { type AnswerCommandDeps, answerCommand } from './answer-command.ts'
import { type FormPress, type OpenFormDeps, openForm } from './open-form.ts'
import { storeDeed } from './store-deed.ts'

export interface ReceiveSlackDeps extends OpenFormDeps, AcceptFormDeps, AnswerCommandDeps {
  readonly reader: AnswerCommandDeps['reader'] & OpenFormDeps['reader']
  /** The app we are; what another one sends is not for us. `null`: not said. */
  readonly appId: string | null
}

/** What Slack hears within three seconds, and what is done after it: only things that may be lost. */
export interface SlackAck {
  readonly body: Readonly<Record<string, unknown>> | null
  readonly after: (() => Promise<void>) | null
}

const DONE: SlackAck = { body: null, after: null }

/** Everything that comes in from Slack, through whichever door; the sender is known to be Slack. */
export async function receiveSlack(
  deps: ReceiveSlackDeps,
  door: Door,
  body: unknown,
  bodyHash: Uint8Array,
): Promise<SlackAck> {
  const inbound = readInbound(door, body)
  if (inbound.kind === 'ignored') return DONE
  if (inbound.kind === 'challenge') return { body: { challenge: inbound.challenge }, after: null }
  if (deps.appId !== null && inbound.appId !== null && inbound.appId !== deps.appId) {
    deps.log.warn({ appId: inbound.appId }, 'Slack told us what another app is to know')
    return DONE
  }
  switch (inbound.kind) {
    case 'press':
      return receivePress(deps, inbound, bodyHash)
    case 'submission': {
      const errors = await acceptForm(deps, inbound, bodyHash)
      return errors ? { body: { response_action: 'errors', errors }, after: null } : DONE
    }
    case 'command':
      return { body: await answerCommand(deps, inbound), after: null }
    case 'reply':
      return receiveReply(deps, inbound, bodyHash)
    case 'home-opened':
      return lookHome(deps, inbound, null, bodyHash)
    case 'removed':
      return removeWorkspace(deps, inbound.workspaceId)
  }
}

async function receivePress(
  deps: ReceiveSlackDeps,
  inbound: Extract<Inbound, { kind: 'press' }>,
  bodyHash: Uint8Array,
): Promise<SlackAck> {
  const { press, actor, place } = inbound
  switch (press.kind) {
    case 'form': {
      const pressed: FormPress = { ...inbound, press }
      return { body: null, after: () => openForm(deps, pressed) }
    }
    case 'home':
      return lookHome(deps, inbound, press.view, bodyHash)
    case 'decide': {
      const deed = { kind: 'vote' as const, shown: press.shown, reason: null, comment: null, input: null }
      return store(deps, { actor, place, deed }, inbound.messageId, bodyHash)
    }
    case 'undo':
    case 'watch':
      return store(deps, { actor, place, deed: press }, inbound.messageId, bodyHash)
  }
}

async function store(deps: ReceiveSlackDeps, stored: StoredDeed, messageId: string, bodyHash: Uint8Array) {
  const result = await storeDeed(deps, stored, { messageId, bodyHash })
  if (result === 'not-connected') warnUnknown(deps, stored.actor.workspaceId)
  return DONE
}

/** A reply in the thread of a message of ours is a comment; every other message is none of our business. */
async function receiveReply(
  deps: ReceiveSlackDeps,
  { actor, channelId, threadTs, ts, text, messageId }: Extract<Inbound, { kind: 'reply' }>,
  bodyHash: Uint8Array,
): Promise<SlackAck> {
  const approvalId = await deps.unitOfWork.transaction(({ slackInbox }) =>
    slackInbox.approvalAt(actor.workspaceId, channelId, threadTs),
  )
  if (!approvalId) return DONE
  const deed = { kind: 'reply' as const, approvalId, channelId, ts, text: readSlackText(text) }
  return store(deps, { actor, place: { channelId, threadTs }, deed }, messageId, bodyHash)
}

async function lookHome(
  { unitOfWork, ...deps }: ReceiveSlackDeps,
  { actor, messageId }: { readonly actor: SlackActor; readonly messageId: string },
  view: HomeView | null,
  bodyHash: Uint8Array,
): Promise<SlackAck> {
  const { workspaceId, userId } = actor
  const known = await unitOfWork.transaction(async (stores) => {
    if (!(await stores.slackInbox.isConnected(workspaceId))) return false
    const at = await stores.now()
    if (!(await stores.slackInbox.receive({ workspaceId, messageId, bodyHash, approvalId: null, at }))) return true
    await stores.slackInbox.lookHome(actor, view, at)
    await stores.slackInbox.settle(workspaceId, messageId, 'done', null)
    await stores.jobs.add(slackHomeJob({ workspaceId, slackUserId: userId }))
    return true
  })
  if (!known) warnUnknown(deps, workspaceId)
  return DONE
}

/** The app was removed there, or its token revoked: nothing is sent there any more, and nobody counts from there. */
async function removeWorkspace({ unitOfWork }: ReceiveSlackDeps, workspaceId: string): Promise<SlackAck> {
  await unitOfWork.transaction((stores) => forgetWorkspace(stores, workspaceId, 'Slack said so'))
  return DONE
}

const warnUnknown = ({ log }: Pick<ReceiveSlackDeps, 'log'>, workspaceId: string): void =>
  log.warn({ workspaceId }, 'Slack told us of a workspace that is not connected')
