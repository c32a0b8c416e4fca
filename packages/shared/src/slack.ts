import { z } from 'zod'
import { teamId } from './ids.ts'

const at = z.iso.datetime()
/** Slack's own ids: T… workspaces, C…/G…/D… channels, U…/W… users. */
export const slackWorkspaceId = z.string().regex(/^[TE][A-Z0-9]{2,20}$/, 'expected a workspace id such as T0123ABCD')
export const slackChannelId = z.string().regex(/^[CGD][A-Z0-9]{2,20}$/, 'expected a channel id such as C0123ABCD')
export const slackUserId = z.string().regex(/^[UW][A-Z0-9]{2,20}$/, 'expected a user id such as U0123ABCD')

const slackRouteView = z
  .strictObject({
    team: z.strictObject({ id: z.string(), name: z.string() }),
    workspaceId: slackWorkspaceId,
    channelId: slackChannelId,
    channelName: z.string(),
  })
  .meta({ id: 'SlackRoute' })

/** What an admin sees of the Slack connection. */
export const slackView = z
  .strictObject({
    enabled: z.boolean(),
    mode: z.enum(['http', 'socket']).nullable(),
    canInstall: z.boolean().describe('An OAuth client is configured, so workspaces can be added here'),
    workspaces: z.array(
      z.strictObject({ id: slackWorkspaceId, name: z.string(), installedAt: at, removedAt: at.nullable() }),
    ),
    routes: z.array(slackRouteView),
    teams: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  })
  .meta({ id: 'Slack' })

export const slackRouteRequest = z
  .strictObject({ team: teamId, workspaceId: slackWorkspaceId, channelId: slackChannelId })
  .meta({ id: 'SlackRouteRequest' })
export const slackRouteRemoval = z
  .strictObject({ team: teamId, workspaceId: slackWorkspaceId })
  .meta({ id: 'SlackRouteRemoval' })

/** Where to send the browser; it comes back to our page with `code` and `state`, which the page posts. */
export const slackDeparture = z.strictObject({ url: z.string() }).meta({ id: 'SlackDeparture' })
export const slackReturn = z
  .strictObject({ code: z.string().min(1).max(500), state: z.string().min(1).max(500) })
  .meta({ id: 'SlackReturn' })

export const mySlackView = z
  .strictObject({
    canLink: z.boolean(),
    links: z.array(
      z.strictObject({
        workspaceId: slackWorkspaceId,
        workspaceName: z.string(),
        slackUserId,
        slackName: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'MySlack' })
export const slackUnlinkRequest = z.strictObject({ workspaceId: slackWorkspaceId }).meta({ id: 'SlackUnlinkRequest' })

export type SlackView = z.output<typeof slackView>
export type MySlackView = z.output<typeof mySlackView>
