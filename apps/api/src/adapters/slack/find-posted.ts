import type { WebClient } from '@slack/web-api'
import type { SlackAnswer } from '../../domain/slack/answer.ts'
import type { SlackClient, SlackPosted } from '../../ports/slack-client.ts'
import { callSlack } from './call-slack.ts'
import { carries } from './metadata.ts'

type Place = Parameters<SlackClient['findPosted']>[1]

/** Our clock and Slack's may differ by this much. */
const CLOCK_SKEW_S = 120
const PAGE = 200
/** In the minutes since a crash no channel takes more: at one message a second this is a quarter of an hour. */
const MAX_PAGES = 5

/** Looks through the channel, or one thread, for the message that carries the mark. */
export async function findPosted(client: WebClient, place: Place): Promise<SlackAnswer<SlackPosted | null>> {
  const oldest = String(place.since.getTime() / 1_000 - CLOCK_SKEW_S)
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await readPage(client, place, oldest, cursor)
    if (answer.kind !== 'ok') return answer
    if (answer.value.ts !== undefined) return { kind: 'ok', value: { channelId: place.channelId, ts: answer.value.ts } }
    cursor = answer.value.next
    if (cursor === undefined) break
  }
  return { kind: 'ok', value: null }
}

function readPage(
  client: WebClient,
  { channelId, threadTs, mark }: Place,
  oldest: string,
  cursor: string | undefined,
): Promise<SlackAnswer<{ ts: string | undefined; next: string | undefined }>> {
  const options = {
    channel: channelId,
    oldest,
    inclusive: true,
    limit: PAGE,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  }
  return callSlack(
    () =>
      threadTs === undefined
        ? client.conversations.history(options)
        : client.conversations.replies({ ...options, ts: threadTs }),
    ({ messages = [], response_metadata }) => ({
      ts: messages.find(({ metadata }) => carries(metadata, mark))?.ts,
      next: response_metadata?.next_cursor || undefined,
    }),
  )
}
