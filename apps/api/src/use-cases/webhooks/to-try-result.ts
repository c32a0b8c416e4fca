import type { TryResult } from '../../domain/webhooks/judge-try.ts'
import type { EgressFailure, EgressResult } from '../../ports/egress.ts'

/** Nothing was sent, for want of a secret to sign it with. */
export type Unsigned = 'no-secret' | 'sealed-secret'

/** In the words of the log of tries, which admins read. */
export function toTryResult(result: EgressResult | Unsigned): TryResult {
  if (typeof result === 'string') return { kind: 'unanswered', error: UNSIGNED[result] }
  switch (result.kind) {
    case 'answered':
      return { kind: 'answered', status: result.status, retryAfter: result.headers['retry-after'] }
    case 'refused':
      return { kind: 'unanswered', error: result.sentence }
    case 'failed':
      return { kind: 'unanswered', error: FAILURES[result.reason] }
  }
}

const UNSIGNED: Record<Unsigned, string> = {
  'no-secret': 'It has no signing secret. Rotate it to make one.',
  'sealed-secret':
    'Its signing secret was sealed with a key that is not in TOKEN_KEYS. Put the key back, or rotate the secret.',
}

const FAILURES: Record<EgressFailure, string> = {
  timeout: 'It did not answer in time.',
  'name-not-found': 'Its name was not found.',
  'connection-refused': 'Nothing takes connections there.',
  'connection-broken': 'The connection broke before an answer came.',
  'certificate-expired': 'Its certificate has expired. Nothing was sent.',
  'certificate-name': 'Its certificate is for another name. Nothing was sent.',
  'certificate-untrusted':
    'Its certificate is self-signed or from an authority unknown here (NODE_EXTRA_CA_CERTS). Nothing was sent.',
}
