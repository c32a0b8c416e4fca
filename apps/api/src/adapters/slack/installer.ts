import type { SlackInstaller } from '../../ports/slack-installer.ts'
import { callSlack, createWebClient } from './call-slack.ts'

interface Options {
  readonly apiUrl: string
  readonly webUrl: string
  readonly oauth: { readonly clientId: string; readonly clientSecret: string } | null
}

/** The same list as in infra/slack/manifest.json; infra/slack/README.md says what each is for. */
export const BOT_SCOPES = [
  'chat:write',
  'commands',
  'channels:read',
  'channels:history',
  'groups:read',
  'groups:history',
  'im:write',
  'im:history',
  'users:read',
] as const

export function createSlackInstaller({ apiUrl, webUrl, oauth }: Options): SlackInstaller {
  const client = createWebClient(apiUrl)
  return {
    installUrl(state, redirectUri) {
      if (!oauth) return null
      const query = new URLSearchParams({
        client_id: oauth.clientId,
        scope: BOT_SCOPES.join(','),
        redirect_uri: redirectUri,
        state,
      })
      return `${webUrl}/oauth/v2/authorize?${query}`
    },
    async exchange(code, redirectUri) {
      if (!oauth) return { kind: 'refused', error: 'no_oauth_client' }
      const answer = await callSlack(
        () =>
          client.oauth.v2.access({
            client_id: oauth.clientId,
            client_secret: oauth.clientSecret,
            code,
            redirect_uri: redirectUri,
          }),
        ({ team, bot_user_id, access_token, scope }) => ({
          workspaceId: team?.id,
          workspaceName: team?.name,
          botUserId: bot_user_id,
          token: access_token,
          scopes: scope?.split(',') ?? [],
        }),
      )
      if (answer.kind !== 'ok') return answer
      const { workspaceId, workspaceName, botUserId, token, scopes } = answer.value
      // An installation for a whole organisation belongs to no workspace.
      if (!workspaceId || !botUserId || !token) return { kind: 'refused', error: 'no_workspace' }
      return {
        kind: 'ok',
        value: { workspaceId, workspaceName: workspaceName ?? workspaceId, botUserId, token, scopes },
      }
    },
    identify: async (token) => {
      const answer = await callSlack(
        () => createWebClient(apiUrl, token).auth.test(),
        ({ team_id, team, user_id }) => ({ workspaceId: team_id, workspaceName: team, botUserId: user_id }),
      )
      if (answer.kind !== 'ok') return answer
      const { workspaceId, workspaceName, botUserId } = answer.value
      if (!workspaceId || !botUserId) return { kind: 'refused', error: 'no_workspace' }
      return {
        kind: 'ok',
        value: { workspaceId, workspaceName: workspaceName ?? workspaceId, botUserId, token, scopes: [] },
      }
    },
  }
}
