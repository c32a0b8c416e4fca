/** The one URL table: API and web addresses are spelled here and nowhere else. */
export const API_PATHS = {
  approvals: '/v1/approvals',
  approval: '/v1/approvals/{id}',
  projection: '/v1/approvals/{id}/projection',
  votes: '/v1/approvals/{id}/votes',
  cancel: '/v1/approvals/{id}/cancel',
  undo: '/v1/approvals/{id}/undo',
  comments: '/v1/approvals/{id}/comments',
  claim: '/v1/approvals/{id}/claim',
  release: '/v1/approvals/{id}/release',
  reassign: '/v1/approvals/{id}/reassign',
  reveal: '/v1/approvals/{id}/reveal',
  evidenceOpened: '/v1/approvals/{id}/evidence/opened',
  heartbeat: '/v1/approvals/{id}/heartbeat',
  audit: '/v1/approvals/{id}/audit',
  evidence: '/v1/approvals/{id}/evidence',
  auditExport: '/v1/audit/export',
  auditCheckpoints: '/v1/audit/checkpoints',
  auditCheckpoint: '/v1/audit/checkpoints/latest',
  auditProof: '/v1/audit/entries/{seq}/proof',
  mute: '/v1/approvals/{id}/mute',
  snooze: '/v1/approvals/{id}/snooze',
  events: '/v1/events',
  callbacks: '/v1/callbacks/{callbackId}',
  callbackHeartbeat: '/v1/callbacks/{callbackId}/heartbeat',
  integrations: '/v1/integrations',
  integration: '/v1/integrations/{id}',
  integrationSecrets: '/v1/integrations/{id}/secrets',
  integrationMessages: '/v1/integrations/{id}/messages',
  mappingTemplates: '/v1/mapping-templates',
  mappingTests: '/v1/mapping-tests',
  webhooks: '/v1/webhooks',
  webhook: '/v1/webhooks/{id}',
  webhookSecrets: '/v1/webhooks/{id}/secrets',
  webhookPing: '/v1/webhooks/{id}/ping',
  webhookDeliveries: '/v1/webhooks/{id}/deliveries',
  webhookDelivery: '/v1/webhooks/{id}/deliveries/{eventId}',
  webhookRedelivery: '/v1/webhooks/{id}/deliveries/{eventId}/redeliver',
  accounts: '/v1/accounts',
  account: '/v1/accounts/{id}',
  accountCheck: '/v1/accounts/{id}/check',
  policies: '/v1/policies',
  policySchema: '/v1/policies/schema.json',
  policySimulation: '/v1/policies/simulate',
  policyBacktest: '/v1/policies/backtest',
  policy: '/v1/policies/{name}',
  policyVersion: '/v1/policies/{name}/versions/{version}',
  policyConfirmation: '/v1/policies/{name}/versions/{version}/confirm',
  policyRefusal: '/v1/policies/{name}/versions/{version}/refuse',
  policyMove: '/v1/policies/{name}/move',
  teamPolicy: '/v1/teams/{id}/policy',
  slack: '/v1/slack',
  slackInstall: '/v1/slack/install',
  slackInstalled: '/v1/slack/installed',
  slackRoutes: '/v1/slack/routes',
  slackRouteRemoval: '/v1/slack/routes/remove',
  slackEvents: '/slack/events',
  delegations: '/v1/delegations',
  delegationEnd: '/v1/delegations/{id}/end',
  myDelegations: '/v1/me/delegations',
  myDelegationEnd: '/v1/me/delegations/{id}/end',
  people: '/v1/people',
  myPreferences: '/v1/me/preferences',
  mySlack: '/v1/me/slack',
  slackLink: '/v1/me/slack/link',
  slackLinked: '/v1/me/slack/linked',
  slackUnlink: '/v1/me/slack/unlink',
  demoUsers: '/auth/demo/users',
  demoSignIn: '/auth/demo/sign-in',
  me: '/auth/me',
  signOut: '/auth/sign-out',
  livez: '/livez',
  readyz: '/readyz',
  version: '/version',
  metrics: '/metrics',
  openapi: '/openapi.json',
  docs: '/docs',
  problem: '/problems/{code}',
} as const
export type ApiPath = keyof typeof API_PATHS

/** `apiPath('votes', { id })` → `/v1/approvals/apr_…/votes`; every parameter is percent-encoded. */
export function apiPath(name: ApiPath, params: Readonly<Record<string, string>> = {}): string {
  return API_PATHS[name].replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key]
    if (value === undefined) throw new Error(`apiPath(${name}): missing ${key}`)
    return encodeURIComponent(value)
  })
}

export const webPaths = {
  signIn: (returnTo?: string) => (returnTo ? `/sign-in?to=${encodeURIComponent(returnTo)}` : '/sign-in'),
  inbox: () => '/inbox',
  /** With an attempt, the page says what became of that one. */
  approval: (id: string, attempt?: number) =>
    `/inbox/${encodeURIComponent(id)}${attempt === undefined ? '' : `?attempt=${attempt}`}`,
  settings: () => '/settings',
  /** Where Slack sends the browser back to; the page posts what it was given. */
  slackLinked: () => '/settings/slack',
  integrations: () => '/integrations',
  newIntegration: () => '/integrations/new',
  integration: (id: string) => `/integrations/${encodeURIComponent(id)}`,
  webhooks: () => '/webhooks',
  newWebhook: () => '/webhooks/new',
  webhook: (id: string) => `/webhooks/${encodeURIComponent(id)}`,
  accounts: () => '/accounts',
  newAccount: () => '/accounts/new',
  account: (id: string) => `/accounts/${encodeURIComponent(id)}`,
  policies: () => '/policies',
  newPolicy: () => '/policies/new',
  policy: (name: string) => `/policies/${encodeURIComponent(name)}`,
  slack: () => '/slack',
  slackInstalled: () => '/slack/installed',
} as const

/** The AWS console page of an execution. Standard ARNs only; the region is read from the ARN. */
export function executionConsoleUrl(executionArn: string): string {
  const [, partition, , region] = executionArn.split(':')
  const host =
    partition === 'aws-cn'
      ? 'console.amazonaws.cn'
      : partition === 'aws-us-gov'
        ? 'console.amazonaws-us-gov.com'
        : 'console.aws.amazon.com'
  return `https://${region}.${host}/states/home?region=${region}#/v2/executions/details/${encodeURIComponent(executionArn)}`
}
