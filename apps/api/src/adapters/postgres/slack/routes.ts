import { teamId } from '@countersign/shared/ids'
import { z } from 'zod'
import type { SlackRoute, SlackRouteStore } from '../../../ports/slack-store.ts'
import type { Statements } from '../statements.ts'

const row = z
  .object({
    team_id: teamId,
    team_name: z.string(),
    workspace_id: z.string(),
    channel_id: z.string(),
    channel_name: z.string(),
  })
  .transform(
    (each): SlackRoute => ({
      teamId: each.team_id,
      teamName: each.team_name,
      workspaceId: each.workspace_id,
      channelId: each.channel_id,
      channelName: each.channel_name,
    }),
  )
const team = z.object({ id: teamId, name: z.string() })

export const createSlackRouteStore = (tx: Statements): SlackRouteStore => ({
  async list() {
    const rows = await tx.rows`
      select r.*, t.name as team_name from slack_route r join team t on t.id = r.team_id order by t.name, r.workspace_id`
    return rows.map((each) => row.parse(each))
  },
  async ofTeam(id) {
    const rows = await tx.rows`
      select r.*, t.name as team_name from slack_route r join team t on t.id = r.team_id
        join slack_workspace w on w.id = r.workspace_id and w.removed_at is null
      where r.team_id = ${id}`
    return rows.map((each) => row.parse(each))
  },
  async save({ teamId: team_id, workspaceId, channelId, channelName }) {
    await tx.run`
      insert into slack_route (team_id, workspace_id, channel_id, channel_name)
      values (${team_id}, ${workspaceId}, ${channelId}, ${channelName})
      on conflict (team_id, workspace_id) do update set channel_id = excluded.channel_id, channel_name = excluded.channel_name`
  },
  async remove(id, workspaceId) {
    return (await tx.run`delete from slack_route where team_id = ${id} and workspace_id = ${workspaceId}`) === 1
  },
  async teams() {
    return (await tx.rows`select id, name from team order by name, id`).map((each) => team.parse(each))
  },
})
