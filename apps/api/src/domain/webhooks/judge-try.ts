const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** After the nth failed try. Together a little over 31 hours: a receiver may be down for a night and a day. */
const DELAYS_MS = [5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR]
const LONGEST_MS = 14 * HOUR
/** Spreads what failed together: a receiver that comes back is not met by everything at once. */
const JITTER = 0.1
/** Those that ask for patience; what other answers say about it is not meant. */
const PATIENT = new Set([429, 503])

/** What came of one try, whoever made it. */
export type TryResult =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'unanswered'; readonly error: string }

export type Judgement =
  | { readonly kind: 'delivered' }
  /** 410: the receiver wants no more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'again'; readonly inMs: number; readonly error: string }
  | { readonly kind: 'given-up'; readonly error: string }

/** @param random from 0 up to 1 */
export function judgeTry(result: TryResult, number: number, random: number, now: Date): Judgement {
  if (result.kind === 'answered' && result.status >= 200 && result.status < 300) return { kind: 'delivered' }
  if (result.kind === 'answered' && result.status === 410) return { kind: 'gone' }
  const error = result.kind === 'answered' ? `HTTP ${result.status}` : result.error
  const delay = DELAYS_MS[number - 1]
  if (delay === undefined) return { kind: 'given-up', error }
  const jittered = delay * (1 - JITTER + 2 * JITTER * random)
  const asked = result.kind === 'answered' && PATIENT.has(result.status) ? parseRetryAfter(result.retryAfter, now) : 0
  return { kind: 'again', inMs: Math.round(Math.max(jittered, Math.min(asked, LONGEST_MS))), error }
}

/** RFC 9110 §10.2.3: seconds, or a date. What is neither asks for nothing. */
function parseRetryAfter(value: string | undefined, now: Date): number {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const at = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime())
}
