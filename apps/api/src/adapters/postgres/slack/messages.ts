import { approvalId, userId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { SlackMessageRow, SlackMessageStore } from '../../../ports/slack-store.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

const row = z
  .object({
    approval_id: approvalId,
    workspace_id: z.string(),
    channel_id: z.string(),
    user_id: userId.nullable(),
    ts: z.string().nullable(),
    posting_since: instant.nullable(),
    fingerprint: z.string().nullable(),
    turn_at: instant.nullable(),
    stopped_because: z.string().nullable(),
  })
  .transform(
    (each): SlackMessageRow => ({
      approvalId: each.approval_id,
      workspaceId: each.workspace_id,
      channelId: each.channel_id,
      userId: each.user_id,
      ts: each.ts,
      postingSince: each.posting_since,
      fingerprint: each.fingerprint,
      turnAt: each.turn_at,
      stoppedBecause: each.stopped_because,
    }),
  )

export const createSlackMessageStore = (tx: Statements): SlackMessageStore => ({
  async plan({ approvalId: id, workspaceId, channelId }, person) {
    await tx.run`
      insert into slack_message (approval_id, workspace_id, channel_id, user_id, updated_at)
      values (${id}, ${workspaceId}, ${channelId}, ${person}, countersign_now()) on conflict do nothing`
  },
  async ofApproval(id) {
    const rows = await tx.rows`select * from slack_message where approval_id = ${id} order by workspace_id, channel_id`
    return rows.map((each) => row.parse(each))
  },
  async lock({ approvalId: id, workspaceId, channelId }) {
    const [found] = await tx.rows`
      select * from slack_message
      where approval_id = ${id} and workspace_id = ${workspaceId} and channel_id = ${channelId} for update`
    return found === undefined ? undefined : row.parse(found)
  },
  async write({ approvalId: id, workspaceId, channelId, ...now }, at) {
    await tx.run`
      update slack_message set ts = ${now.ts}, posting_since = ${now.postingSince}, fingerprint = ${now.fingerprint},
        turn_at = ${now.turnAt}, stopped_because = ${now.stoppedBecause}, updated_at = ${at}
      where approval_id = ${id} and workspace_id = ${workspaceId} and channel_id = ${channelId}`
  },
})
