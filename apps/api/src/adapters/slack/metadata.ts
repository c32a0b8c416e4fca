import type { MessageMetadata } from '@slack/types'
import type { SlackMark } from '../../ports/slack-client.ts'

/** Invisible in Slack, kept with the message. */
export const toMetadata = ({ type, id }: SlackMark): MessageMetadata => ({
  event_type: `countersign_${type}`,
  event_payload: { id },
})

export const carries = (
  metadata: { event_type?: string; event_payload?: unknown } | undefined,
  { type, id }: SlackMark,
): boolean =>
  metadata?.event_type === `countersign_${type}` &&
  typeof metadata.event_payload === 'object' &&
  metadata.event_payload !== null &&
  'id' in metadata.event_payload &&
  metadata.event_payload.id === id
