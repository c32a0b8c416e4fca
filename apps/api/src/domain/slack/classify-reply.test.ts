import { describe, expect, it } from 'vitest'
import { classifyReply } from './classify-reply.ts'

const error = (text: string) => classifyReply({ kind: 'error', error: text })

describe("Slack's answer", () => {
  it.each([
    [
      'the workspace',
      'workspace',
      ['token_revoked', 'token_expired', 'account_inactive', 'invalid_auth', 'not_authed', 'team_not_found'],
    ],
    ['the channel', 'channel', ['channel_not_found', 'channel_is_archived', 'is_archived', 'not_in_channel']],
    ['the message', 'message', ['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed']],
    ['the person', 'user', ['user_not_found', 'users_not_found', 'user_disabled', 'user_not_visible', 'cannot_dm_bot']],
  ])('says that %s is gone', (_name, what, errors) => {
    for (const each of errors) expect(error(each)).toEqual({ kind: 'gone', what, error: each })
  })

  it('is an outage that may have done it all the same', () => {
    for (const each of ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'])
      expect(error(each)).toEqual({ kind: 'failed', error: each, mayHaveHappened: true })
  })

  it('is a refusal when it is nothing we know, also a word every object has', () => {
    for (const each of ['invalid_blocks', 'missing_scope', 'constructor', '__proto__', ''])
      expect(error(each)).toEqual({ kind: 'refused', error: each })
  })

  it('asks for patience: as long as it says, at least a second and at most an hour, half a minute without a time', () => {
    for (const each of ['ratelimited', 'rate_limited', 'message_limit_exceeded'])
      expect(error(each)).toEqual({ kind: 'rate-limited', afterMs: 30_000 })
    expect(classifyReply({ kind: 'status', status: 429 })).toEqual({ kind: 'rate-limited', afterMs: 30_000 })
    const waits = [-1, 0, 1, 7, 3_600, 3_601].map((afterSeconds) =>
      classifyReply({ kind: 'rate-limited', afterSeconds }),
    )
    expect(waits).toEqual(
      [1_000, 1_000, 1_000, 7_000, 3_600_000, 3_600_000].map((afterMs) => ({ kind: 'rate-limited', afterMs })),
    )
  })

  it('with another status comes from what stands before it, which may have passed the call on', () => {
    const statuses = [301, 404, 499, 500, 502].map((status) => classifyReply({ kind: 'status', status }))
    expect(statuses).toEqual([
      { kind: 'failed', error: 'http_301', mayHaveHappened: false },
      { kind: 'failed', error: 'http_404', mayHaveHappened: false },
      { kind: 'failed', error: 'http_499', mayHaveHappened: false },
      { kind: 'failed', error: 'http_500', mayHaveHappened: true },
      { kind: 'failed', error: 'http_502', mayHaveHappened: true },
    ])
  })

  it('that never came leaves open what happened, when the request was sent', () => {
    for (const sent of [true, false])
      expect(classifyReply({ kind: 'lost', sent, error: 'ECONNRESET' })).toEqual({
        kind: 'failed',
        error: 'ECONNRESET',
        mayHaveHappened: sent,
      })
  })
})
