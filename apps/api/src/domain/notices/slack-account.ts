import type { User } from '../principal.ts'

export interface SlackAccount {
  readonly workspaceId: string
  readonly slackUserId: string
}

const ISSUER = 'slack:'

/** The account a person has linked by signing in on both sides; of several, the one that sorts first. */
export function slackAccountOf({ identities }: Pick<User, 'identities'>): SlackAccount | null {
  const [account] = identities
    .filter(({ issuer }) => issuer.startsWith(ISSUER))
    .map(({ issuer, subject }) => ({ workspaceId: issuer.slice(ISSUER.length), slackUserId: subject }))
    .sort((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1))
  return account ?? null
}
