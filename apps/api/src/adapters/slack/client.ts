import type { WebClient } from '@slack/web-api'
import type { SlackAnswer } from '../../domain/slack/answer.ts'
import type { SlackClient, SlackContent, SlackMark } from '../../ports/slack-client.ts'
import { callSlack, createWebClient } from './call-slack.ts'
import { findPosted } from './find-posted.ts'
import { toMetadata } from './metadata.ts'

interface Options {
  readonly apiUrl: string
  /** `null`: not installed, or no longer. Asked before every call, so that a removed workspace is not called. */
  readonly tokenOf: (workspaceId: string) => Promise<string | null>
}

/** Nothing in a text becomes a link, a mention or a preview by itself. */
const AS_IT_IS = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const
const MAX_CLIENTS = 200

export function createSlackClient({ apiUrl, tokenOf }: Options): SlackClient {
  const clients = new Map<string, WebClient>()
  const clientFor = (token: string): WebClient => {
    const known = clients.get(token)
    if (known) return known
    if (clients.size >= MAX_CLIENTS) clients.clear()
    const client = createWebClient(apiUrl, token)
    clients.set(token, client)
    return client
  }
  const inWorkspace = async <T>(
    workspaceId: string,
    work: (client: WebClient) => Promise<SlackAnswer<T>>,
  ): Promise<SlackAnswer<T>> => {
    const token = await tokenOf(workspaceId)
    return token === null ? { kind: 'gone', what: 'workspace', error: 'not_installed' } : work(clientFor(token))
  }
  const call = <R, T>(workspaceId: string, ask: (client: WebClient) => Promise<R>, read: (result: R) => T) =>
    inWorkspace(workspaceId, (client) => callSlack(() => ask(client), read))

  return {
    post: (workspaceId, { channelId, content, mark, threadTs }) =>
      call(
        workspaceId,
        (client) =>
          client.chat.postMessage({
            ...AS_IT_IS,
            ...bodyOf(content),
            channel: channelId,
            metadata: toMetadata(mark),
            ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          }),
        ({ channel, ts }) => ({ channelId: known(channel), ts: known(ts) }),
      ),
    update: (workspaceId, { channelId, ts, content, mark }) =>
      call(
        workspaceId,
        (client) => client.chat.update({ ...updateOf(content, mark), channel: channelId, ts }),
        () => null,
      ),
    postEphemeral: (workspaceId, { channelId, userId, content, threadTs }) =>
      call(
        workspaceId,
        (client) =>
          client.chat.postEphemeral({
            parse: 'none',
            link_names: false,
            ...bodyOf(content),
            channel: channelId,
            user: userId,
            ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          }),
        () => null,
      ),
    openView: (workspaceId, triggerId, view) =>
      call(
        workspaceId,
        (client) => client.views.open({ trigger_id: triggerId, view }),
        (result) => ({ viewId: known(result.view?.id) }),
      ),
    updateView: (workspaceId, viewId, view) =>
      call(
        workspaceId,
        (client) => client.views.update({ view_id: viewId, view }),
        () => null,
      ),
    publishHome: (workspaceId, userId, view) =>
      call(
        workspaceId,
        (client) => client.views.publish({ user_id: userId, view }),
        () => null,
      ),
    findPosted: (workspaceId, place) => inWorkspace(workspaceId, (client) => findPosted(client, place)),
    channelInfo: (workspaceId, channelId) =>
      call(
        workspaceId,
        (client) => client.conversations.info({ channel: channelId }),
        ({ channel }) => ({
          id: known(channel?.id),
          name: channel?.name ?? channelId,
          isMember: channel?.is_member ?? false,
          isArchived: channel?.is_archived ?? false,
        }),
      ),
    userInfo: (workspaceId, userId) =>
      call(
        workspaceId,
        (client) => client.users.info({ user: userId }),
        ({ user }) => ({
          id: known(user?.id),
          workspaceId: user?.team_id ?? workspaceId,
          name: user?.profile?.display_name || user?.real_name || user?.name || userId,
          disabled: user?.deleted ?? false,
          isBot: user?.is_bot ?? false,
          timeZone: user?.tz ?? null,
        }),
      ),
    openDirectMessage: (workspaceId, userId) =>
      call(
        workspaceId,
        (client) => client.conversations.open({ users: userId }),
        ({ channel }) => ({ channelId: known(channel?.id) }),
      ),
  }
}

const bodyOf = ({ text, blocks }: SlackContent) => ({ text, blocks: [...blocks] })

const updateOf = (content: SlackContent, mark: SlackMark) => ({
  parse: 'none' as const,
  link_names: false,
  ...bodyOf(content),
  metadata: toMetadata(mark),
})

/** What an answer with `ok: true` always has. */
function known(value: string | undefined): string {
  if (value === undefined) throw new Error('Slack left out what its answer promises')
  return value
}
