import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { addSeconds } from '../../domain/deadline.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { DatabaseClock } from '../../ports/database-clock.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { SlackSignIn } from '../../ports/slack-sign-in.ts'

export interface LinkDeps {
  /** `null`: no OAuth client is configured. */
  readonly slackSignIn: SlackSignIn | null
  readonly secretSealer: SecretSealer
  readonly databaseClock: DatabaseClock
}

/** Long enough to sign in to Slack, short enough that a link left open somewhere is worth nothing. */
const VALID_SECONDS = 600

const linkState = z.strictObject({ nonce: z.string(), until: z.iso.datetime() })

/** It opens for the browser session that asked, and nowhere else. */
const placeOf = (sessionId: string): string => `slack-link:${sessionId}`

export const NO_SIGN_IN = {
  code: 'not-configured',
  sentence:
    'This installation has no Slack sign-in: set SLACK_MODE, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, then restart.',
} as const

/** Sends the browser to Slack with a state that is sealed for this session: nothing has to be remembered. */
export async function beginLink(
  { slackSignIn, secretSealer, databaseClock }: LinkDeps,
  { sessionId }: { readonly sessionId: string },
): Promise<{ readonly kind: 'departing'; readonly url: string } | Refused> {
  if (!slackSignIn) return refused(NO_SIGN_IN)
  const nonce = randomBytes(24).toString('base64url')
  const until = addSeconds(await databaseClock.now(), VALID_SECONDS).toISOString()
  const state = secretSealer.seal(JSON.stringify({ nonce, until }), placeOf(sessionId))
  return { kind: 'departing', url: slackSignIn.departure(state, nonce) }
}

/** The nonce that went out with this state; `undefined` when the state is not this session's, or too old. */
export function openState(
  secretSealer: SecretSealer,
  { sessionId, state, now }: { readonly sessionId: string; readonly state: string; readonly now: Date },
): string | undefined {
  try {
    const { nonce, until } = linkState.parse(JSON.parse(secretSealer.open(state, placeOf(sessionId))))
    return new Date(until) > now ? nonce : undefined
  } catch {
    return undefined
  }
}
