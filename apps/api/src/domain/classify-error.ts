import type { TokenOutcome } from './token-outcome.ts'

/** What the AWS SDK throws, as far as it can be relied on. The message is for people and never decides. */
interface ServiceError {
  readonly name: string
  readonly message: string
  readonly code: string | null
  readonly status: number | null
  readonly requestId: string | null
  readonly retryAfterMs: number | null
}

/** The token was answered, expired or aborted; AWS and its emulators use either name for any of these. */
const GONE = new Set(['TaskTimedOut', 'TaskDoesNotExist'])

/** Not executed, and the same call may succeed later. */
const LATER = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'KmsThrottlingException',
  // Credentials that expired or are not there yet, a clock that was off: refreshed or put right without us.
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'RequestTimeTooSkewed',
])

/** The connection was never made, so nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])

/**
 * Turns whatever a Send* call threw into what it proved. By name, never by message: emulators and AWS's own local jar
 * use the same names with other texts. Anything not understood counts as sent and unclear (I4).
 */
export function classifyError(thrown: unknown): TokenOutcome {
  const { name, message, code, status, requestId, retryAfterMs } = read(thrown)
  if (GONE.has(name)) return { kind: 'gone', error: name, requestId }
  if (LATER.has(name) || status === 429) return { kind: 'retryLater', error: name, afterMs: retryAfterMs, requestId }
  if (code !== null && NEVER_SENT.has(code)) return { kind: 'retryLater', error: code, afterMs: null, requestId }
  // Every other 4xx was read and refused: InvalidToken, InvalidOutput, validation, access, KMS.
  if (status !== null && status >= 400 && status < 500)
    return { kind: 'refused', error: name, detail: message, requestId }
  return { kind: 'unknown', error: code ?? name, requestId }
}

/** Who is calling was not known, or not allowed to: a matter of the account's role and not of this call. */
const NO_ACCESS = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'NotAuthorized',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
])
export const isAccessRefusal = (error: string): boolean => NO_ACCESS.has(error)

/** Refused because the token means nothing to the engine: wrong, or answered long ago in the words of some emulators. */
export const isInvalidToken = (outcome: TokenOutcome): boolean =>
  outcome.kind === 'refused' && outcome.error === 'InvalidToken'

function read(thrown: unknown): ServiceError {
  const error = fields(thrown)
  const metadata = fields(error.$metadata)
  const headers = fields(fields(error.$response).headers)
  const retryAfter = Number(headers['retry-after'])
  return {
    name: text(error.name) ?? 'Error',
    message: text(error.message) ?? '',
    code: text(error.code),
    status: typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null,
    requestId: text(metadata.requestId),
    retryAfterMs: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : null,
  }
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
