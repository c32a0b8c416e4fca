import { createSlackClient } from './adapters/slack/client.ts'
import type { ApprovalReader } from './ports/approval-reader.ts'
import type { JobHandlers } from './ports/jobs.ts'
import type { SlackClient } from './ports/slack-client.ts'
import type { Announce } from './use-cases/announcements/announce-approval.ts'
import { announceToSlack } from './use-cases/slack/announce-to-slack.ts'
import { openWorkspaceToken } from './use-cases/slack/open-workspace-token.ts'
import { postSlackReply } from './use-cases/slack/post-slack-reply.ts'
import { showSlackHome } from './use-cases/slack/show-slack-home.ts'
import { updateSlackMessage } from './use-cases/slack/update-slack-message.ts'
import type { wireParts } from './wiring.ts'

type Parts = ReturnType<typeof wireParts>
type SlackHandlers = Pick<JobHandlers, 'slack-message' | 'slack-reply' | 'slack-home'>

/** How either process calls Slack; `null` when SLACK_MODE is off. What comes in is wired in wiring-slack-in.ts. */
export function wireSlackClient(parts: Pick<Parts, 'config' | 'unitOfWork' | 'secretSealer'>): SlackClient | null {
  const { slack } = parts.config
  return slack && createSlackClient({ apiUrl: slack.apiUrl, tokenOf: (id) => openWorkspaceToken(parts, id) })
}

const nothing = async () => {}

/** The worker's side of what Slack shows. */
export function wireSlackWorker(
  parts: Parts,
  reader: ApprovalReader,
): { readonly announce: readonly Announce[]; readonly handlers: SlackHandlers } {
  const slack = wireSlackClient(parts)
  // Jobs from the time before it was switched off have nothing to do.
  if (!slack)
    return { announce: [], handlers: { 'slack-message': nothing, 'slack-reply': nothing, 'slack-home': nothing } }
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
