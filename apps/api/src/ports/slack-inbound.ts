import type { ApprovalId, CommentId, UserId } from '@countersign/shared/ids'
import type { HomeView } from '../domain/slack/action-values.ts'
import type { SlackActor } from '../domain/slack-in/inbound.ts'

/** What people do in Slack, each occurrence once, and what it is about. */
export interface SlackInbox {
  /** Is this workspace connected now? */
  isConnected(workspaceId: string): Promise<boolean>
  /** Writes an occurrence down; `false` when it is known already: Slack sends again what it is not sure of. */
  receive(message: ReceivedSlackMessage): Promise<boolean>
  /** Locks it until the transaction ends; `undefined` when it was pruned. */
  lock(workspaceId: string, messageId: string): Promise<SlackMessageState | undefined>
  /** What came of it; `answer` is what its sender is told. */
  settle(workspaceId: string, messageId: string, result: 'done' | 'refused', answer: string | null): Promise<void>
  /** The person this account is linked to, while its workspace is connected. */
  personOf(actor: SlackActor): Promise<UserId | undefined>
  /** Which approval a message of ours is about. */
  approvalAt(workspaceId: string, channelId: string, ts: string): Promise<ApprovalId | undefined>
  /** A comment that was said in Slack: there it must not be said again. */
  markSaid(commentId: CommentId, place: { workspaceId: string; channelId: string; ts: string }, at: Date): Promise<void>
  /** Somebody looks at App Home; `view` when they chose another. */
  lookHome(actor: SlackActor, view: HomeView | null, at: Date): Promise<void>
}

export interface ReceivedSlackMessage {
  readonly workspaceId: string
  readonly messageId: string
  readonly bodyHash: Uint8Array
  readonly approvalId: ApprovalId | null
  readonly at: Date
}

export interface SlackMessageState {
  readonly settled: boolean
  readonly answer: string | null
  readonly receivedAt: Date
}

/** Which Slack account is whom. */
export interface SlackLinks {
  workspaceName(workspaceId: string): Promise<string | undefined>
  ofUser(userId: UserId): Promise<readonly SlackLink[]>
  /** Serialises links of one account and of one person until the transaction ends. */
  lock(workspaceId: string, slackUserId: string, userId: UserId): Promise<void>
  holderOf(workspaceId: string, slackUserId: string): Promise<UserId | undefined>
  insert(link: Omit<SlackLink, 'workspaceName'>, userId: UserId): Promise<void>
  /** The account that was linked. */
  remove(workspaceId: string, userId: UserId): Promise<string | undefined>
}

export interface SlackLink {
  readonly workspaceId: string
  readonly workspaceName: string
  readonly slackUserId: string
  readonly slackName: string | null
}
