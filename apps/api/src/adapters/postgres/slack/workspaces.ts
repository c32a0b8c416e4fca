import { z } from 'zod'
import type { SlackWorkspace, SlackWorkspaceStore } from '../../../ports/slack-store.ts'
import { instant } from '../instant.ts'
import type { Statements } from '../statements.ts'

const row = z
  .object({
    id: z.string(),
    name: z.string(),
    bot_user_id: z.string(),
    sealed_token: z.string(),
    scopes: z.array(z.string()),
    installed_by: z.string().nullable(),
    installed_at: instant,
    removed_at: instant.nullable(),
  })
  .transform(
    (each): SlackWorkspace => ({
      id: each.id,
      name: each.name,
      botUserId: each.bot_user_id,
      sealedToken: each.sealed_token,
      scopes: each.scopes,
      installedBy: each.installed_by,
      installedAt: each.installed_at,
      removedAt: each.removed_at,
    }),
  )

export const createSlackWorkspaceStore = (tx: Statements): SlackWorkspaceStore => ({
  async find(id) {
    const [found] = await tx.rows`select * from slack_workspace where id = ${id}`
    return found === undefined ? undefined : row.parse(found)
  },
  async list() {
    return (await tx.rows`select * from slack_workspace order by name, id`).map((each) => row.parse(each))
  },
  async save({ id, name, botUserId, sealedToken, scopes, installedBy, installedAt }) {
    await tx.run`
      insert into slack_workspace (id, name, bot_user_id, sealed_token, scopes, installed_by, installed_at)
      values (${id}, ${name}, ${botUserId}, ${sealedToken}, ${[...scopes]}, ${installedBy}, ${installedAt})
      on conflict (id) do update set name = excluded.name, bot_user_id = excluded.bot_user_id,
        sealed_token = excluded.sealed_token, scopes = excluded.scopes, installed_by = excluded.installed_by,
        installed_at = excluded.installed_at, removed_at = null`
  },
  async remove({ id, sealedToken }, at) {
    const changed = await tx.run`
      update slack_workspace set removed_at = ${at} where id = ${id} and sealed_token = ${sealedToken} and removed_at is null`
    return changed === 1
  },
})
