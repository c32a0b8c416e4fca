import { approvalId, userId } from '@countersign/shared/ids'
import { z } from 'zod'
import { slackIssuer } from '../../../domain/slack-in/issuer.ts'
import type { SlackInbox } from '../../../ports/slack-inbound.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'
import { columnsOf } from '../statements.ts'

const stateRow = z
  .object({ result: z.enum(['stored', 'done', 'refused']), response: z.string(), received_at: instant })
  .transform(({ result, response, received_at: receivedAt }) => ({
    settled: result !== 'stored',
    answer: response === '' ? null : response,
    receivedAt,
  }))
const personRow = z.object({ user_id: userId })
const messageRow = z.object({ approval_id: approvalId })

/** Occurrences share `received_message` with signed callbacks; they have no status of their own. */
const NO_STATUS = 0

export function createSlackInbox(tx: Statements): SlackInbox {
  return {
    async isConnected(workspaceId) {
      const rows = await tx.rows`select 1 from slack_workspace where id = ${workspaceId} and removed_at is null`
      return rows.length > 0
    },

    async receive({ workspaceId, messageId, bodyHash, approvalId: about, at }) {
      const row = {
        source: slackIssuer(workspaceId),
        message_id: messageId,
        body_hash: bodyHash,
        approval_id: about,
        result: 'stored',
        status: NO_STATUS,
        response: '',
        received_at: at,
      }
      return (await tx.run`insert into received_message ${columnsOf(row)} on conflict do nothing`) === 1
    },

    async lock(workspaceId, messageId) {
      const [row] = await tx.rows`
        select result, response, received_at from received_message
        where source = ${slackIssuer(workspaceId)} and message_id = ${messageId} for update`
      return row === undefined ? undefined : stateRow.parse(row)
    },

    async settle(workspaceId, messageId, result, answer) {
      await tx.run`
        update received_message set result = ${result}, response = ${answer ?? ''}
        where source = ${slackIssuer(workspaceId)} and message_id = ${messageId}`
    },

    async personOf({ teamId, userId: slackUserId }) {
      const [row] = await tx.rows`
        select i.user_id from identity i join slack_workspace w on w.id = ${teamId} and w.removed_at is null
        where i.issuer = ${slackIssuer(teamId)} and i.subject = ${slackUserId}`
      return row === undefined ? undefined : personRow.parse(row).user_id
    },

    async approvalAt(workspaceId, channelId, ts) {
      const [row] = await tx.rows`
        select approval_id from slack_message
        where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${ts}`
      return row === undefined ? undefined : messageRow.parse(row).approval_id
    },

    async markSaid(commentId, { workspaceId, channelId, ts }, at) {
      const row = { comment_id: commentId, workspace_id: workspaceId, channel_id: channelId, ts, at }
      await tx.run`insert into slack_reply ${columnsOf(row)} on conflict do nothing`
    },

    async lookHome({ workspaceId, userId: slackUserId }, view, at) {
      await tx.run`
        insert into slack_home (workspace_id, slack_user_id, view, opened_at)
        values (${workspaceId}, ${slackUserId}, coalesce(${view}::text, 'mine'), ${at})
        on conflict (workspace_id, slack_user_id)
        do update set view = coalesce(${view}::text, slack_home.view), opened_at = excluded.opened_at`
    },
  }
}
