import { z } from 'zod'
import type { SlackIdentified, SlackSignIn } from '../../ports/slack-sign-in.ts'

interface Options {
  readonly clientId: string
  readonly clientSecret: string
  /** With a trailing slash. */
  readonly apiUrl: string
  /** Where people sign in, and the issuer of what comes back. */
  readonly webUrl: string
  /** Our page that gets `code` and `state`. */
  readonly redirectUri: string
}

const TIMEOUT_MS = 5_000
/** Name only: an e-mail would be personal data that decides nothing. */
const SCOPE = 'openid profile'

const tokenAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id_token: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
])
const claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nonce: z.string(),
  name: z.string().default(''),
  'https://slack.com/team_id': z.string().regex(/^[TE][A-Z0-9]{2,20}$/),
  'https://slack.com/user_id': z.string().regex(/^[UW][A-Z0-9]{2,20}$/),
})

/**
 * Sign in with Slack. The id_token comes from the token endpoint itself over TLS, which is what vouches for it (OpenID
 * Connect Core 3.1.3.7, 6); who issued it, for whom, until when and for which sign-in is checked all the same.
 */
export function createSlackSignIn({ clientId, clientSecret, apiUrl, webUrl, redirectUri }: Options): SlackSignIn {
  return {
    departure(state, nonce) {
      const query = new URLSearchParams({
        response_type: 'code',
        scope: SCOPE,
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        nonce,
      })
      return `${webUrl}/openid/connect/authorize?${query}`
    },

    async identify(code, nonce) {
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uri: redirectUri,
        code,
      })
      const answer = await call(`${apiUrl}openid.connect.token`, body)
      if (!answer) return { kind: 'unavailable' }
      if (!answer.ok) return { kind: 'refused' }
      return judge(answer.id_token, { issuer: webUrl, audience: clientId, nonce, now: Date.now() / 1_000 })
    },
  }
}

/** `undefined`: no answer, or none that is Slack's. */
async function call(url: string, body: URLSearchParams): Promise<z.output<typeof tokenAnswer> | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const parsed = tokenAnswer.safeParse(await response.json())
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

interface Expected {
  readonly issuer: string
  readonly audience: string
  readonly nonce: string
  readonly now: number
}

function judge(idToken: string, expected: Expected): SlackIdentified {
  const parsed = claims.safeParse(payloadOf(idToken))
  if (!parsed.success) return { kind: 'refused' }
  const { iss, aud, exp, nonce, name } = parsed.data
  const meant = iss === expected.issuer && aud === expected.audience && nonce === expected.nonce && exp > expected.now
  if (!meant) return { kind: 'refused' }
  return {
    kind: 'identified',
    workspaceId: parsed.data['https://slack.com/team_id'],
    slackUserId: parsed.data['https://slack.com/user_id'],
    name,
  }
}

function payloadOf(idToken: string): unknown {
  try {
    return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
