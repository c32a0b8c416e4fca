import type { Env } from './env.ts'

/** Of one Slack app. Its secrets stay in this object and are never logged. */
export interface SlackConfig {
  /** `http`: Slack posts to PUBLIC_URL/slack/events · `socket`: we call Slack, no public address needed. */
  readonly mode: 'http' | 'socket'
  /** Checked on every request in http mode. */
  readonly signingSecret: string | null
  /** `xapp-…` for socket mode. */
  readonly appToken: string | null
  /** `A…`: what other apps send is not for us. `null`: not said, and the signature or the app token is what counts. */
  readonly appId: string | null
  /** `xoxb-…` of the one workspace; without it workspaces are added by OAuth. */
  readonly botToken: string | null
  /** For adding workspaces and for people to link themselves. */
  readonly oauth: { readonly clientId: string; readonly clientSecret: string } | null
  /** With a trailing slash; Slack's own unless a test says otherwise. */
  readonly apiUrl: string
  /** Where people sign in to Slack. No trailing slash. */
  readonly webUrl: string
}

export function parseSlack(values: Env['values'], problems: string[]): SlackConfig | null {
  const mode = values.SLACK_MODE ?? 'off'
  if (mode === 'off') return null
  if (mode !== 'http' && mode !== 'socket') {
    problems.push('SLACK_MODE must be one of off, http, socket.')
    return null
  }
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = values
  if (mode === 'http' && !values.SLACK_SIGNING_SECRET)
    problems.push('SLACK_SIGNING_SECRET is missing: copy it from "Basic Information" of the Slack app.')
  if (mode === 'socket' && !values.SLACK_APP_TOKEN?.startsWith('xapp-'))
    problems.push('SLACK_APP_TOKEN is missing: socket mode needs an app-level token (xapp-…) with connections:write.')
  if ((clientId === undefined) !== (clientSecret === undefined))
    problems.push('SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both or neither.')
  if (!values.SLACK_BOT_TOKEN && !clientId)
    problems.push('Set SLACK_BOT_TOKEN (one workspace), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (several).')
  return {
    mode,
    signingSecret: values.SLACK_SIGNING_SECRET ?? null,
    appToken: values.SLACK_APP_TOKEN ?? null,
    // An app-level token names its app: xapp-1-A0123…-….
    appId: values.SLACK_APP_ID ?? /^xapp-\d+-(A[A-Z0-9]+)-/.exec(values.SLACK_APP_TOKEN ?? '')?.[1] ?? null,
    botToken: values.SLACK_BOT_TOKEN ?? null,
    oauth: clientId && clientSecret ? { clientId, clientSecret } : null,
    apiUrl: readUrl('SLACK_API_URL', values.SLACK_API_URL ?? 'https://slack.com/api/', problems).replace(/\/*$/, '/'),
    webUrl: readUrl('SLACK_WEB_URL', values.SLACK_WEB_URL ?? 'https://slack.com', problems).replace(/\/+$/, ''),
  }
}

function readUrl(name: string, value: string, problems: string[]): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  problems.push(`${name} must be a URL that begins with https:// or http://.`)
  return ''
}
