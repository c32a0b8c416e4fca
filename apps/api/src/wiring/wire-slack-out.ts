import { createSlackClient } from '../adapters/slack/client.ts'
import { countSlackCalls } from '../adapters/slack/count-calls.ts'
import { createSlackInstaller } from '../adapters/slack/installer.ts'
import type { ApprovalReader } from '../ports/approval-reader.ts'
import type { JobHandlers } from '../ports/jobs.ts'
import type { SlackClient } from '../ports/slack-client.ts'
import type { SlackInstaller } from '../ports/slack-installer.ts'
import type { Announce } from '../use-cases/announcements/announce.ts'
import { announceToSlack } from '../use-cases/slack/announce-to-slack.ts'
import { openWorkspaceToken } from '../use-cases/slack/open-workspace-token.ts'
import { postSlackReply } from '../use-cases/slack/post-slack-reply.ts'
import { registerOwnWorkspace } from '../use-cases/slack/register-own-workspace.ts'
import { showSlackHome } from '../use-cases/slack/show-slack-home.ts'
import { updateSlackMessage } from '../use-cases/slack/update-slack-message.ts'
import type { Parts } from './wire-parts.ts'

type SlackHandlers = Pick<JobHandlers, 'slack-message' | 'slack-reply' | 'slack-home'>

type ClientParts = Pick<Parts, 'clock' | 'config' | 'metrics' | 'unitOfWork' | 'secretSealer'>

/** How either process calls Slack; `null` when SLACK_MODE is off. What comes in is wired in wire-slack-in.ts. */
export function wireSlackClient(parts: ClientParts): SlackClient | null {
  const { slack } = parts.config
  if (!slack) return null
  return countSlackCalls(
    parts,
    createSlackClient({ apiUrl: slack.apiUrl, tokenOf: (id) => openWorkspaceToken(parts, id) }),
  )
}

/** The API's side: what the routes of the setup need, and the workspace of SLACK_BOT_TOKEN. */
export function wireSlackSetup(parts: Parts, slackClient: SlackClient | null) {
  const { slack } = parts.config
  const slackInstaller = slack && createSlackInstaller(slack)
  const stop = slack?.botToken && slackInstaller ? keepRegistering(parts, slackInstaller, slack.botToken) : nothing
  return {
    routes: { slackClient, slackInstaller, slackMode: slack?.mode ?? null, canInstallSlack: slack?.oauth != null },
    stop,
  }
}

const ASK_AGAIN_MS = 10_000

/** At the start Slack may be away: the service starts all the same, and asks until it knows. */
function keepRegistering(parts: Parts, slackInstaller: SlackInstaller, token: string): () => void {
  let stopped = false
  let cancel = nothing
  const ask = async (): Promise<void> => {
    const done = await registerOwnWorkspace({ ...parts, slackInstaller }, token).catch((err: unknown) => {
      parts.log.warn({ err }, 'the workspace of SLACK_BOT_TOKEN is not known yet')
      return false
    })
    if (!done && !stopped) cancel = parts.clock.after(ASK_AGAIN_MS, () => void ask())
  }
  void ask()
  return () => {
    stopped = true
    cancel()
  }
}

const nothing = (): void => {}
const doNothing = async (): Promise<void> => {}

/** The worker's side of what Slack shows. */
export function wireSlackWorker(
  parts: Parts,
  reader: ApprovalReader,
  slack: SlackClient | null,
): { readonly announce: readonly Announce[]; readonly handlers: SlackHandlers } {
  // Jobs from the time before it was switched off have nothing to do.
  if (!slack)
    return { announce: [], handlers: { 'slack-message': doNothing, 'slack-reply': doNothing, 'slack-home': doNothing } }
  const deps = { ...parts, reader, slack, publicUrl: parts.config.http.publicUrl, random: Math.random }
  return {
    announce: [announceToSlack],
    handlers: {
      'slack-message': (payload) => updateSlackMessage(deps, payload),
      'slack-reply': (payload) => postSlackReply(deps, payload),
      'slack-home': (payload) => showSlackHome(deps, payload),
    },
  }
}
