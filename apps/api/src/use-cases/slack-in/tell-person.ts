import type { SlackFailure } from '../../domain/slack/answer.ts'
import type { SlackActor, SlackPlace } from '../../domain/slack-in/inbound.ts'
import type { SlackClient } from '../../ports/slack-client.ts'
import { renderAnswer, type SlackTold } from '../../present/slack-in/render-answer.ts'

export interface TellDeps {
  readonly slack: SlackClient
}

/** Nobody else sees it where it was pressed; where that does not go, it comes as a direct message. */
export async function tellPerson(
  { slack }: TellDeps,
  { workspaceId, userId }: SlackActor,
  place: SlackPlace | null,
  told: SlackTold & { readonly id: string },
): Promise<{ readonly kind: 'told' } | SlackFailure> {
  const content = renderAnswer(told)
  if (place) {
    const { channelId, threadTs } = place
    const whispered = await slack.postEphemeral(workspaceId, {
      channelId,
      userId,
      content,
      ...(threadTs === null ? {} : { threadTs }),
    })
    if (whispered.kind === 'ok') return { kind: 'told' }
    if (whispered.kind === 'rate-limited' || whispered.kind === 'failed') return whispered
  }
  const opened = await slack.openDirectMessage(workspaceId, userId)
  if (opened.kind !== 'ok') return opened
  const mark = { type: 'countersign_answer', id: told.id }
  const posted = await slack.post(workspaceId, { channelId: opened.value.channelId, content, mark })
  return posted.kind === 'ok' ? { kind: 'told' } : posted
}
