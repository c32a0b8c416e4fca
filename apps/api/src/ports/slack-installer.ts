import type { SlackAnswer } from '../domain/slack/answer.ts'

/** How our app comes into a workspace. */
export interface SlackInstaller {
  /** Where an admin's browser goes; `null` without an OAuth client. */
  installUrl(state: string, redirectUri: string): string | null
  /** The code the browser brought back, for a bot token. */
  exchange(code: string, redirectUri: string): Promise<SlackAnswer<SlackInstallation>>
  /** Whose token this is. */
  identify(token: string): Promise<SlackAnswer<SlackInstallation>>
}

export interface SlackInstallation {
  readonly workspaceId: string
  readonly workspaceName: string
  readonly botUserId: string
  readonly token: string
  readonly scopes: readonly string[]
}
