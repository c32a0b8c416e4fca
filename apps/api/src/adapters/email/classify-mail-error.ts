import type { MailAnswer } from '../../ports/mailer.ts'

/** What SES says about the message itself; everything else it says is about the account or the moment. */
const SES_REFUSALS: ReadonlySet<string> = new Set(['MessageRejected', 'BadRequestException'])

interface MailError {
  readonly name?: unknown
  readonly code?: unknown
  /** The command that was refused. */
  readonly command?: unknown
  readonly responseCode?: unknown
  readonly response?: unknown
}

/** Only here does a reply speak of this reader or this message; before, it is about us: login, TLS, the sender. */
const ABOUT_THE_LETTER: ReadonlySet<unknown> = new Set(['RCPT TO', 'DATA'])

/**
 * A reply in the 500s to a reader or a message stays; all else passes: 400s, outages, and what an operator has yet to
 * repair, such as a login, a certificate or a sender that is not allowed. The detail is codes only, because servers put addresses into their sentences.
 */
export function classifyMailError(error: unknown): MailAnswer {
  const { name, code, command, responseCode, response } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as MailError
  if (typeof responseCode === 'number') {
    const enhanced = typeof response === 'string' ? /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0] : undefined
    const detail = ['SMTP', responseCode, enhanced].filter(Boolean).join(' ')
    const lasting = responseCode >= 500 && responseCode < 600 && ABOUT_THE_LETTER.has(command)
    return { kind: lasting ? 'refused' : 'later', detail }
  }
  if (typeof name === 'string' && SES_REFUSALS.has(name)) return { kind: 'refused', detail: `SES ${name}` }
  // Before any server was asked: the address or the message cannot be sent at all.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'refused', detail: code }
  return { kind: 'later', detail: typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown' }
}
