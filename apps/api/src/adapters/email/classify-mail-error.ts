import type { MailAnswer } from '../../ports/mailer.ts'

/** What SES says about the message itself; everything else it says is about the account or the moment. */
const SES_REFUSALS: ReadonlySet<string> = new Set(['MessageRejected', 'BadRequestException'])

interface MailError {
  readonly name?: unknown
  readonly code?: unknown
  readonly responseCode?: unknown
  readonly response?: unknown
}

/**
 * A reply in the 500s is about this message or its reader and stays; all else passes: 400s, outages, and a login that an
 * operator has yet to repair. The detail is codes only, because servers put addresses into their sentences.
 */
export function classifyMailError(error: unknown): MailAnswer {
  const { name, code, responseCode, response } = (typeof error === 'object' && error !== null ? error : {}) as MailError
  if (typeof responseCode === 'number') {
    const enhanced = typeof response === 'string' ? /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] : undefined
    const detail = ['SMTP', responseCode, enhanced].filter(Boolean).join(' ')
    const lasting = responseCode >= 500 && responseCode < 600 && code !== 'EAUTH'
    return { kind: lasting ? 'refused' : 'later', detail }
  }
  if (typeof name === 'string' && SES_REFUSALS.has(name)) return { kind: 'refused', detail: `SES ${name}` }
  // Before any server was asked: the address or the message cannot be sent at all.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'refused', detail: code }
  return { kind: 'later', detail: typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown' }
}
