import { webPaths } from '@countersign/shared/paths'
import { countMails } from '../adapters/email/count-mails.ts'
import { createLetterWriter } from '../adapters/email/letter-writer.ts'
import { createMailer } from '../adapters/email/mailer.ts'
import { createDatabaseClock } from '../adapters/postgres/database-clock.ts'
import { slackAccountOf } from '../domain/notices/slack-account.ts'
import type { ApprovalReader } from '../ports/approval-reader.ts'
import type { CronEntry, JobHandlers } from '../ports/jobs.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { Reach } from '../ports/notices.ts'
import type { SlackClient } from '../ports/slack-client.ts'
import type { Announce } from '../use-cases/announcements/announce.ts'
import { tendStage } from '../use-cases/escalations/tend-stage.ts'
import { tendStages } from '../use-cases/escalations/tend-stages.ts'
import { announceNotices } from '../use-cases/notices/announce-notices.ts'
import { carryByMail } from '../use-cases/notices/carry-by-mail.ts'
import { carryBySlack } from '../use-cases/notices/carry-by-slack.ts'
import { endSnoozes } from '../use-cases/notices/end-snoozes.ts'
import { planDigests } from '../use-cases/notices/plan-digests.ts'
import { planReminders } from '../use-cases/notices/plan-reminders.ts'
import { pruneNotices } from '../use-cases/notices/prune-notices.ts'
import { type Carry, sendNotice } from '../use-cases/notices/send-notice.ts'
import type { Parts } from './wire-parts.ts'

type NoticeParts = Pick<Parts, 'config' | 'database' | 'identifiers' | 'log' | 'secretSealer' | 'unitOfWork'>
type NoticeHandlers = Pick<
  JobHandlers,
  'send-notice' | 'plan-digests' | 'plan-reminders' | 'end-snoozes' | 'tend-stage' | 'tend-stages'
>

interface NoticeWorker {
  readonly announce: Announce
  readonly handlers: NoticeHandlers
  readonly cron: readonly CronEntry[]
  readonly prune: () => Promise<void>
}

/** The worker's side of notices: mail and direct messages. */
export function wireNotices(
  parts: NoticeParts,
  reader: ApprovalReader,
  mailer: Mailer | null,
  slack: SlackClient | null,
): NoticeWorker {
  const { publicUrl } = parts.config.http
  const reach: Reach = ({ user }) => ({
    email: mailer !== null && user.email !== null,
    slack: slack !== null && slackAccountOf(user) !== null,
  })
  const deps = { ...parts, reader, reach, publicUrl, databaseClock: createDatabaseClock(parts.database.pool) }
  // Notices from the time before a channel was switched off are dropped when they are packed.
  const off: Carry = async () => ({ kind: 'refused', detail: 'this channel is switched off' })
  const carriers = {
    email: mailer ? carryByMail({ ...deps, mailer, letterWriter: createLetterWriter() }) : off,
    slack: slack ? carryBySlack({ ...deps, slack }) : off,
  }
  return {
    announce: announceNotices(deps),
    handlers: {
      'send-notice': ({ noticeId }) => sendNotice({ ...deps, carriers }, noticeId),
      'plan-digests': () => planDigests(deps),
      'plan-reminders': () => planReminders(deps),
      'end-snoozes': () => endSnoozes(deps),
      'tend-stage': ({ approvalId }) => tendStage(deps, approvalId),
      'tend-stages': () => tendStages(deps),
    },
    prune: () => pruneNotices(deps),
    cron: [
      { name: 'plan-digests', schedule: '* * * * *' },
      { name: 'plan-reminders', schedule: '* * * * *' },
      { name: 'end-snoozes', schedule: '* * * * *' },
      { name: 'tend-stages', schedule: '23 * * * *' },
    ],
  }
}

/** How the worker sends mail; `null` where no transport is set. */
export function wireMailer(config: Parts['config'], metrics: Pick<Parts['metrics'], 'mailTried'>): Mailer | null {
  const settingsUrl = `${config.http.publicUrl}${webPaths.settings()}`
  if (!config.mail) return null
  return countMails(metrics, createMailer(config.mail, { region: config.aws.region, settingsUrl }))
}
