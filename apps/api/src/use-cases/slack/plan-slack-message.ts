import type { UserId } from '@countersign/shared/ids'
import type { Job } from '../../ports/jobs.ts'
import type { SlackMessageKey } from '../../ports/slack-store.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/**
 * From now on a message in this channel follows the approval. Planned twice it is still one message.
 * @param person set for direct messages: `channelId` is the conversation with them
 */
export async function planSlackMessage(
  stores: Pick<Stores, 'slack' | 'jobs'>,
  key: SlackMessageKey,
  person: UserId | null,
): Promise<void> {
  await stores.slack.messages.plan(key, person)
  await stores.jobs.add(slackMessageJob(key))
}

/**
 * One waiting job a message: of ten changes in a row only the last is shown. One queue a channel: what is said there is
 * said in order.
 */
export const slackMessageJob = (key: SlackMessageKey, delayMs = 0): Job => ({
  name: 'slack-message',
  payload: { approvalId: key.approvalId, workspaceId: key.workspaceId, channelId: key.channelId },
  key: `slack-message:${key.approvalId}:${key.workspaceId}:${key.channelId}`,
  queue: `slack:${key.workspaceId}:${key.channelId}`,
  delayMs,
})
