import type { ApprovalId, CommentId, TeamId, UserId } from '@countersign/shared/ids'
import type { HomeView } from '../domain/slack/action-values.ts'

/** What we know of Slack and have put there; what comes in is in slack-inbound.ts. In a transaction, like every store. */
export interface SlackStore {
  readonly workspaces: SlackWorkspaceStore
  readonly routes: SlackRouteStore
  readonly messages: SlackMessageStore
  readonly replies: SlackReplyStore
  readonly pace: SlackPaceStore
  readonly homes: SlackHomeStore
}

export interface SlackWorkspace {
  readonly id: string
  readonly name: string
  readonly botUserId: string
  /** Sealed for the place `slack:<id>`. */
  readonly sealedToken: string
  readonly scopes: readonly string[]
  readonly installedBy: string | null
  readonly installedAt: Date
  readonly removedAt: Date | null
}

export interface SlackWorkspaceStore {
  find(id: string): Promise<SlackWorkspace | undefined>
  /** Removed ones too, by name. */
  list(): Promise<readonly SlackWorkspace[]>
  /** Installed, or installed again. */
  save(workspace: SlackWorkspace): Promise<void>
  /** Slack no longer takes its token. `false`: removed already, or installed again with another token meanwhile. */
  remove(workspace: Pick<SlackWorkspace, 'id' | 'sealedToken'>, at: Date): Promise<boolean>
}

export interface SlackRoute {
  readonly teamId: TeamId
  readonly teamName: string
  readonly workspaceId: string
  readonly channelId: string
  readonly channelName: string
}

export interface SlackRouteStore {
  list(): Promise<readonly SlackRoute[]>
  /** Of workspaces that are installed. */
  ofTeam(team: TeamId): Promise<readonly SlackRoute[]>
  save(route: Omit<SlackRoute, 'teamName'>): Promise<void>
  remove(team: TeamId, workspaceId: string): Promise<boolean>
  teams(): Promise<readonly { readonly id: TeamId; readonly name: string }[]>
}

/** Names one message: an approval has at most one in a channel. */
export interface SlackMessageKey {
  readonly approvalId: ApprovalId
  readonly workspaceId: string
  readonly channelId: string
}

export interface SlackMessageRow extends SlackMessageKey {
  /** Set: a direct message to this person. */
  readonly userId: UserId | null
  readonly ts: string | null
  /** Set while it may have been posted without our having heard of it. */
  readonly postingSince: Date | null
  readonly fingerprint: string | null
  /** Its turn at one message a second. */
  readonly turnAt: Date | null
  readonly stoppedBecause: string | null
}

export interface SlackMessageStore {
  /** Nothing when it is planned already. */
  plan(key: SlackMessageKey, userId: UserId | null): Promise<void>
  ofApproval(id: ApprovalId): Promise<readonly SlackMessageRow[]>
  /** Locks it until the transaction ends. */
  lock(key: SlackMessageKey): Promise<SlackMessageRow | undefined>
  write(row: SlackMessageRow, at: Date): Promise<void>
}

export interface SlackReplyKey {
  readonly commentId: CommentId
  readonly workspaceId: string
  readonly channelId: string
}

export interface SlackReplyRow extends SlackReplyKey {
  readonly ts: string | null
  readonly postingSince: Date | null
  readonly turnAt: Date | null
}

export interface SlackReplyStore {
  /** The row is made when there is none; locked until the transaction ends. */
  lock(key: SlackReplyKey, at: Date): Promise<SlackReplyRow>
  write(row: SlackReplyRow): Promise<void>
}

export interface SlackPaceStore {
  /** While set, nothing is sent to this workspace. */
  pausedUntil(workspaceId: string): Promise<Date | null>
  /** The next turn in a lane: one a second. */
  takeTurn(workspaceId: string, lane: string, now: Date): Promise<Date>
  /** Nobody calls this workspace before `until`; answers how many calls have failed in a row by now. */
  pause(workspaceId: string, until: Date, counts: 'failure' | 'rate-limit'): Promise<void>
  failures(workspaceId: string): Promise<number>
  /** A call went through. */
  resume(workspaceId: string): Promise<void>
}

export interface SlackHome {
  readonly workspaceId: string
  readonly slackUserId: string
  readonly view: HomeView
  readonly openedAt: Date
  readonly fingerprint: string | null
}

export interface SlackHomeStore {
  find(workspaceId: string, slackUserId: string): Promise<SlackHome | undefined>
  recordShown(home: Pick<SlackHome, 'workspaceId' | 'slackUserId'>, fingerprint: string): Promise<void>
  /** Homes of a team's members that were looked at since, latest first. */
  openSince(team: TeamId, since: Date, limit: number): Promise<readonly SlackHome[]>
}
