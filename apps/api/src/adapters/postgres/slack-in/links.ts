import { userId } from '@countersign/shared/ids'
import { z } from 'zod'
import { slackIssuer } from '../../../domain/slack-in/issuer.ts'
import type { SlackLinks } from '../../../ports/slack-inbound.ts'
import type { Statements } from '../statements.ts'
import { columnsOf } from '../statements.ts'

const linkRow = z
  .object({ workspace_id: z.string(), workspace_name: z.string(), subject: z.string(), label: z.string().nullable() })
  .transform(({ workspace_id, workspace_name, subject, label }) => ({
    workspaceId: workspace_id,
    workspaceName: workspace_name,
    slackUserId: subject,
    slackName: label,
  }))
const nameRow = z.object({ name: z.string() })
const holderRow = z.object({ user_id: userId })
const subjectRow = z.object({ subject: z.string() })

export function createSlackLinks(tx: Statements): SlackLinks {
  return {
    async workspaceName(workspaceId) {
      const [row] = await tx.rows`select name from slack_workspace where id = ${workspaceId} and removed_at is null`
      return row === undefined ? undefined : nameRow.parse(row).name
    },

    async ofUser(id) {
      const rows = await tx.rows`
        select w.id as workspace_id, w.name as workspace_name, i.subject, i.label
        from identity i join slack_workspace w on i.issuer = 'slack:' || w.id
        where i.user_id = ${id} order by w.name, w.id`
      return rows.map((row) => linkRow.parse(row))
    },

    async lock(workspaceId, slackUserId, id) {
      // Always in the order of their numbers, so that two links never wait for each other.
      await tx.rows`
        select pg_advisory_xact_lock(n) from unnest(array[
          hashtextextended(${`slack-account ${workspaceId} ${slackUserId}`}, 0),
          hashtextextended(${`slack-person ${workspaceId} ${id}`}, 0)]) as n order by n`
    },

    async holderOf(workspaceId, slackUserId) {
      const [row] = await tx.rows`
        select user_id from identity where issuer = ${slackIssuer(workspaceId)} and subject = ${slackUserId}`
      return row === undefined ? undefined : holderRow.parse(row).user_id
    },

    async insert({ workspaceId, slackUserId, slackName }, id) {
      const row = { issuer: slackIssuer(workspaceId), subject: slackUserId, user_id: id, label: slackName }
      await tx.run`insert into identity ${columnsOf(row)}`
    },

    async remove(workspaceId, id) {
      const [row] = await tx.rows`
        delete from identity where issuer = ${slackIssuer(workspaceId)} and user_id = ${id} returning subject`
      return row === undefined ? undefined : subjectRow.parse(row).subject
    },
  }
}
