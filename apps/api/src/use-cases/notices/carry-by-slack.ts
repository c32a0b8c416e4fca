import { webPaths } from '@countersign/shared/paths'
import { slackAccountOf } from '../../domain/notices/slack-account.ts'
import type { DatabaseClock } from '../../ports/database-clock.ts'
import type { SlackAnswer, SlackClient } from '../../ports/slack-client.ts'
import { directMessage } from '../../present/notices/direct-message.ts'
import { projectDossier } from '../../present/present-approval.ts'
import { planSlackMessage } from '../slack/plan-slack-message.ts'
import type { Parcel, ParcelEntry } from './pack-notices.ts'
import type { Carry, Sent } from './send-notice.ts'

interface Deps {
  readonly slack: Pick<SlackClient, 'openDirectMessage' | 'post'>
  readonly databaseClock: DatabaseClock
  readonly publicUrl: string
}

/** More questions than this are listed: a conversation is no queue. */
const MAX_QUESTIONS = 5

/**
 * A parcel as direct messages: each question as the message that follows its approval, with its buttons; what reminds
 * or informs as a few lines.
 */
export const carryBySlack =
  (deps: Deps): Carry =>
  async (parcel) => {
    const account = slackAccountOf(parcel.recipient.user)
    if (!account) return { kind: 'refused', detail: 'no Slack account is linked' }
    const { workspaceId, slackUserId } = account
    const opened = await deps.slack.openDirectMessage(workspaceId, slackUserId)
    if (opened.kind !== 'ok') return toSent(opened)
    const { channelId } = opened.value
    const questions = parcel.digest ? [] : parcel.entries.filter(isQuestion).slice(0, MAX_QUESTIONS)
    const [line, ...lines] = parcel.entries.filter((entry) => !questions.includes(entry))
    if (line) {
      const content = await contentOf(deps, parcel, [line, ...lines])
      const mark = { type: 'countersign_notice', id: parcel.letter }
      const posted = await deps.slack.post(workspaceId, { channelId, content, mark })
      if (posted.kind !== 'ok') return toSent(posted)
    }
    return {
      kind: 'sent',
      async settle(stores) {
        for (const { dossier } of questions)
          await planSlackMessage(
            stores,
            { approvalId: dossier.approval.id, workspaceId, channelId },
            parcel.recipient.user.id,
          )
      },
    }
  }

const isQuestion = ({ kind }: ParcelEntry): boolean => kind === 'request' || kind === 'escalation'

async function contentOf(deps: Deps, parcel: Parcel, [first, ...others]: readonly [ParcelEntry, ...ParcelEntry[]]) {
  const entryOf = ({ kind, dossier }: ParcelEntry) => ({ kind, projection: projectDossier(dossier, deps.publicUrl) })
  return directMessage([entryOf(first), ...others.map(entryOf)], parcel.more, {
    now: await deps.databaseClock.now(),
    timeZone: parcel.recipient.preferences.timeZone,
    inboxUrl: `${deps.publicUrl}${webPaths.inbox()}`,
  })
}

function toSent(answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>): Sent {
  switch (answer.kind) {
    case 'gone':
    case 'refused':
      return { kind: 'refused', detail: `Slack: ${answer.error}` }
    case 'failed':
      return { kind: 'later', detail: `Slack: ${answer.error}` }
    case 'rate-limited':
      return { kind: 'later', detail: 'Slack: rate limited' }
  }
}
