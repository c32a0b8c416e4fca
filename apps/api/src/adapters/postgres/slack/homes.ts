import { z } from 'zod'
import { HOME_VIEWS } from '../../../domain/slack/action-values.ts'
import type { SlackHome, SlackHomeStore } from '../../../ports/slack-store.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

const row = z
  .object({
    workspace_id: z.string(),
    slack_user_id: z.string(),
    view: z.enum(HOME_VIEWS),
    opened_at: instant,
    fingerprint: z.string().nullable(),
  })
  .transform(
    (each): SlackHome => ({
      workspaceId: each.workspace_id,
      slackUserId: each.slack_user_id,
      view: each.view,
      openedAt: each.opened_at,
      fingerprint: each.fingerprint,
    }),
  )

export const createSlackHomeStore = (tx: Statements): SlackHomeStore => ({
  async find(workspaceId, slackUserId) {
    const [found] = await tx.rows`
      select * from slack_home where workspace_id = ${workspaceId} and slack_user_id = ${slackUserId}`
    return found === undefined ? undefined : row.parse(found)
  },
  async recordShown({ workspaceId, slackUserId }, fingerprint) {
    await tx.run`
      update slack_home set fingerprint = ${fingerprint}
      where workspace_id = ${workspaceId} and slack_user_id = ${slackUserId}`
  },
  async openSince(team, since, limit) {
    const rows = await tx.rows`
      select h.* from slack_home h
        join identity i on i.issuer = 'slack:' || h.workspace_id and i.subject = h.slack_user_id
        join membership m on m.user_id = i.user_id and m.team_id = ${team}
      where h.opened_at >= ${since} order by h.opened_at desc limit ${limit}`
    return rows.map((each) => row.parse(each))
  },
})
