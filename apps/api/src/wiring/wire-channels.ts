import { createPostgresApprovalReader } from '../adapters/postgres/approval-reader.ts'
import type { CronEntry, JobHandlers } from '../ports/jobs.ts'
import { probeAccount } from '../use-cases/accounts/probe-account.ts'
import type { Announce } from '../use-cases/announcements/announce.ts'
import { announceApproval } from '../use-cases/announcements/announce-approval.ts'
import { announceNews } from '../use-cases/announcements/announce-news.ts'
import { pruneMessages } from '../use-cases/callbacks-in/prune-messages.ts'
import { wireMailer, wireNotices } from './wire-notices.ts'
import type { Parts } from './wire-parts.ts'
import { wireSlackDeeds } from './wire-slack-deeds.ts'
import { wireSlackClient, wireSlackWorker } from './wire-slack-out.ts'
import { wireWebhookDelivery } from './wire-webhooks.ts'

interface Channels {
  /** One pass over what the log says since the last; whether there may be more. */
  announceNews(): Promise<boolean>
  readonly handlers: JobHandlers
  readonly cron: readonly CronEntry[]
}

/** The worker's side of the channels: who is told of a change, and what each job does. */
export function wireChannels(parts: Parts): Channels {
  const reader = createPostgresApprovalReader(parts.database.pool)
  const slackClient = wireSlackClient(parts)
  const slack = wireSlackWorker(parts, reader, slackClient)
  const webhooks = wireWebhookDelivery(parts)
  const notices = wireNotices(parts, reader, wireMailer(parts.config, parts.metrics), slackClient)
  const channels: readonly Announce[] = [notices.announce, ...slack.announce, webhooks.announce]
  const pruners: readonly (() => Promise<void>)[] = [
    webhooks.prune,
    notices.prune,
    async () => void (await pruneMessages(parts)),
  ]
  return {
    announceNews: () => announceNews({ ...parts, channels }),
    handlers: {
      announce: ({ approvalId }) => announceApproval({ ...parts, channels }, approvalId),
      'deliver-webhook': webhooks.deliver,
      ...slack.handlers,
      ...wireSlackDeeds(parts, slackClient),
      ...notices.handlers,
      'probe-account': (payload) => probeAccount(parts, payload),
      'prune-channels': async () => {
        for (const prune of pruners) await prune()
      },
    },
    cron: [...notices.cron, { name: 'prune-channels', schedule: '17 3 * * *' }],
  }
}
