import type { SlackFailure, SlackThing } from './answer.ts'

/** What came back of a call that did not go well, as the wire told it. */
export type SlackReply =
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'rate-limited'; readonly afterSeconds: number }
  /** No answer; `sent`: the request may have arrived. */
  | { readonly kind: 'lost'; readonly sent: boolean; readonly error: string }

const GONE: Readonly<Record<string, SlackThing>> = {
  token_revoked: 'workspace',
  token_expired: 'workspace',
  account_inactive: 'workspace',
  invalid_auth: 'workspace',
  not_authed: 'workspace',
  team_not_found: 'workspace',
  channel_not_found: 'channel',
  channel_is_archived: 'channel',
  is_archived: 'channel',
  not_in_channel: 'channel',
  message_not_found: 'message',
  thread_not_found: 'message',
  cant_update_message: 'message',
  edit_window_closed: 'message',
  user_not_found: 'user',
  users_not_found: 'user',
  user_disabled: 'user',
  user_not_visible: 'user',
  cannot_dm_bot: 'user',
}
const PASSING: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])
const LIMITED: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])
/** Slack's own advice where it names no time. */
const LIMITED_MS = 30_000
/** A wait beyond this is a mistake of somebody's clock. */
const MAX_WAIT_MS = 3_600_000

/** The one judge of Slack's answers. */
export function classifyReply(reply: SlackReply): SlackFailure {
  switch (reply.kind) {
    case 'rate-limited':
      return { kind: 'rate-limited', afterMs: Math.min(MAX_WAIT_MS, Math.max(1, reply.afterSeconds) * 1_000) }
    case 'lost':
      return { kind: 'failed', error: reply.error, mayHaveHappened: reply.sent }
    case 'status':
      if (reply.status === 429) return { kind: 'rate-limited', afterMs: LIMITED_MS }
      // Slack answers refusals with 200: any other status comes from what stands before it.
      return { kind: 'failed', error: `http_${reply.status}`, mayHaveHappened: reply.status >= 500 }
    case 'error': {
      if (LIMITED.has(reply.error)) return { kind: 'rate-limited', afterMs: LIMITED_MS }
      if (PASSING.has(reply.error)) return { kind: 'failed', error: reply.error, mayHaveHappened: true }
      const what = Object.hasOwn(GONE, reply.error) ? GONE[reply.error] : undefined
      return what ? { kind: 'gone', what, error: reply.error } : { kind: 'refused', error: reply.error }
    }
  }
}
