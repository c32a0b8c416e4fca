import { commentId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { SlackReplyRow, SlackReplyStore } from '../../../ports/slack-store.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

const row = z
  .object({
    comment_id: commentId,
    workspace_id: z.string(),
    channel_id: z.string(),
    ts: z.string().nullable(),
    posting_since: instant.nullable(),
    turn_at: instant.nullable(),
  })
  .transform(
    (each): SlackReplyRow => ({
      commentId: each.comment_id,
      workspaceId: each.workspace_id,
      channelId: each.channel_id,
      ts: each.ts,
      postingSince: each.posting_since,
      turnAt: each.turn_at,
    }),
  )

export const createSlackReplyStore = (tx: Statements): SlackReplyStore => ({
  async lock({ commentId: id, workspaceId, channelId }, at) {
    await tx.run`
      insert into slack_reply (comment_id, workspace_id, channel_id, at)
      values (${id}, ${workspaceId}, ${channelId}, ${at}) on conflict do nothing`
    const [found] = await tx.rows`
      select * from slack_reply
      where comment_id = ${id} and workspace_id = ${workspaceId} and channel_id = ${channelId} for update`
    return row.parse(found)
  },
  async write({ commentId: id, workspaceId, channelId, ts, postingSince, turnAt }) {
    await tx.run`
      update slack_reply set ts = ${ts}, posting_since = ${postingSince}, turn_at = ${turnAt}
      where comment_id = ${id} and workspace_id = ${workspaceId} and channel_id = ${channelId}`
  },
})
