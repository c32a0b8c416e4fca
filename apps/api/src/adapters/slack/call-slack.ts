import * as webApi from '@slack/web-api'
import type { SlackAnswer } from '../../domain/slack/answer.ts'
import { classifyReply, type SlackReply } from '../../domain/slack/classify-reply.ts'

/** Long enough for a slow answer, short enough that four hanging calls do not hold up the other jobs for long. */
const TIMEOUT_MS = 5_000

const none = () => {}
/** The library would log the bodies of messages. */
const SILENT: webApi.Logger = {
  debug: none,
  info: none,
  warn: none,
  error: none,
  setLevel: none,
  getLevel: () => webApi.LogLevel.ERROR,
  setName: none,
}

/** One try a call (I5): when and whether to try again, the job decides. */
export const createWebClient = (apiUrl: string, token?: string): webApi.WebClient =>
  new webApi.WebClient(token, {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: SILENT,
  })

/** Calls Slack and sorts what comes back. */
export async function callSlack<R, T>(call: () => Promise<R>, read: (result: R) => T): Promise<SlackAnswer<T>> {
  try {
    return { kind: 'ok', value: read(await call()) }
  } catch (error) {
    return classifyReply(toReply(error))
  }
}

const NEVER_SENT: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

function toReply(error: unknown): SlackReply {
  if (error instanceof webApi.WebAPIPlatformError) return { kind: 'error', error: codeIn(error.data.error) }
  if (error instanceof webApi.WebAPIRateLimitedError) return { kind: 'rate-limited', afterSeconds: error.retryAfter }
  if (error instanceof webApi.WebAPIHTTPError) return { kind: 'status', status: error.statusCode }
  if (error instanceof webApi.WebAPIRequestError) {
    const code = codeOf(error.original)
    return { kind: 'lost', sent: !NEVER_SENT.has(code), error: typeof code === 'string' ? code : error.original.name }
  }
  // An answer that is no JSON, or lacks what it promises: somebody else's server, or a change of the API.
  return { kind: 'lost', sent: true, error: error instanceof Error ? error.name : 'unknown' }
}

/** Codes are logged and kept. Whatever stands between Slack and us may answer with the message it was sent instead. */
const codeIn = (text: string): string => (/^[a-z0-9_:.-]{1,64}$/i.test(text) ? text : 'unreadable_error')

/** `fetch` wraps the socket's error in its own. */
function codeOf(error: Error): unknown {
  if ('code' in error) return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : undefined
}
