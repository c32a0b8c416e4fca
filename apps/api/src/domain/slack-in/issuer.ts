/** The issuer of identities in one workspace: (issuer, subject) is (workspace, Slack user), never an e-mail (I8). */
export const slackIssuer = (workspaceId: string): string => `slack:${workspaceId}`
