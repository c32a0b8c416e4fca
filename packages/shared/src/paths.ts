/** The one URL table: API and web addresses are spelled here and nowhere else. */
export const API_PATHS = {
  approvals: '/v1/approvals',
  approval: '/v1/approvals/{id}',
  votes: '/v1/approvals/{id}/votes',
  cancel: '/v1/approvals/{id}/cancel',
  undo: '/v1/approvals/{id}/undo',
  comments: '/v1/approvals/{id}/comments',
  heartbeat: '/v1/approvals/{id}/heartbeat',
  audit: '/v1/approvals/{id}/audit',
  events: '/v1/events',
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
  approval: (id: string) => `/inbox/${encodeURIComponent(id)}`,
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
