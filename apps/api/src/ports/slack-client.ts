import type { HomeView, KnownBlock, ModalView } from '@slack/types'
import type { SlackAnswer } from '../domain/slack/answer.ts'

export type { SlackAnswer }

/** `text` is the notification and what screen readers get. */
export interface SlackContent {
  readonly text: string
  readonly blocks: readonly KnownBlock[]
}

/** Marks a message as ours, so that it can be found again. */
export interface SlackMark {
  readonly type: string
  readonly id: string
}

export interface SlackPosted {
  readonly channelId: string
  readonly ts: string
}

/**
 * What we ask of one workspace. One try a call, a few seconds at most, never inside a transaction; whoever calls decides
 * from the answer what to do next. A workspace that is unknown or removed answers `gone`.
 */
export interface SlackClient {
  post(
    workspaceId: string,
    message: {
      readonly channelId: string
      readonly content: SlackContent
      readonly mark: SlackMark
      readonly threadTs?: string
    },
  ): Promise<SlackAnswer<SlackPosted>>
  update(
    workspaceId: string,
    message: SlackPosted & { readonly content: SlackContent; readonly mark: SlackMark },
  ): Promise<SlackAnswer<null>>
  /** Only this person sees it. */
  postEphemeral(
    workspaceId: string,
    message: {
      readonly channelId: string
      readonly userId: string
      readonly content: SlackContent
      readonly threadTs?: string
    },
  ): Promise<SlackAnswer<null>>
  /** @param triggerId good for three seconds */
  openView(workspaceId: string, triggerId: string, view: ModalView): Promise<SlackAnswer<{ readonly viewId: string }>>
  updateView(workspaceId: string, viewId: string, view: ModalView): Promise<SlackAnswer<null>>
  publishHome(workspaceId: string, userId: string, view: HomeView): Promise<SlackAnswer<null>>
  /**
   * Finds a message of ours by its mark, in the channel or in a thread of it, posted at `since` or later.
   * `null`: it is not there.
   */
  findPosted(
    workspaceId: string,
    place: {
      readonly channelId: string
      readonly since: Date
      readonly mark: SlackMark
      readonly threadTs?: string
    },
  ): Promise<SlackAnswer<SlackPosted | null>>
  channelInfo(workspaceId: string, channelId: string): Promise<SlackAnswer<SlackChannel>>
  userInfo(workspaceId: string, userId: string): Promise<SlackAnswer<SlackUser>>
  openDirectMessage(workspaceId: string, userId: string): Promise<SlackAnswer<{ readonly channelId: string }>>
}

export interface SlackChannel {
  readonly id: string
  readonly name: string
  /** Is the app in it? */
  readonly isMember: boolean
  readonly isArchived: boolean
}

export interface SlackUser {
  readonly id: string
  /** The workspace the person belongs to, which in a shared channel is not the channel's. */
  readonly workspaceId: string
  readonly name: string
  readonly disabled: boolean
  readonly isBot: boolean
  readonly timeZone: string | null
}
