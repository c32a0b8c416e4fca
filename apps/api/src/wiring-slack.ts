import type { JobHandlers } from './ports/jobs.ts'
import type { SlackClient } from './ports/slack-client.ts'
import type { Announce } from './use-cases/announcements/announce-approval.ts'
import type { wireParts } from './wiring.ts'

type Parts = ReturnType<typeof wireParts>

/** How either process calls Slack; `null` when SLACK_MODE is off. What comes in is wired in wiring-slack-in.ts. */
export function wireSlackClient({ config }: Parts): SlackClient | null {
  return config.slack && null
}

/** The worker's side of what Slack shows. */
export function wireSlackWorker(_parts: Parts): {
  announce: readonly Announce[]
  handlers: Pick<JobHandlers, 'slack-message' | 'slack-reply' | 'slack-home'>
} {
  return {
    announce: [],
    handlers: { 'slack-message': async () => {}, 'slack-reply': async () => {}, 'slack-home': async () => {} },
  }
}
