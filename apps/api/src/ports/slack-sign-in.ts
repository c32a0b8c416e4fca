/** "Sign in with Slack" (OpenID Connect): who is at the browser, as Slack itself says. */
export interface SlackSignIn {
  /** Where the browser goes. */
  departure(state: string, nonce: string): string
  /** Trades the code of the browser that came back for who it is. */
  identify(code: string, nonce: string): Promise<SlackIdentified>
}

export type SlackIdentified =
  | { readonly kind: 'identified'; readonly workspaceId: string; readonly slackUserId: string; readonly name: string }
  /** The code is used up, old or made up, or what it stands for was not meant for us. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }
