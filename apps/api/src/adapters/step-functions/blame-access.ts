import { callRefusedSentence } from '../../domain/accounts/access-sentence.ts'
import { isAccessRefusal } from '../../domain/classify-error.ts'
import type { TokenOutcome } from '../../domain/token-outcome.ts'
import type { Access, AccountAccess } from '../accounts/account-access.ts'

/** Older credentials may have outlived their role, or a repair of it: they are blamed before the account is. */
const FRESH_MS = 60_000
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException'])

/**
 * A call that came back without access. Credentials that expired, or that are not fresh, are thrown away and the call is
 * made again with new ones; what is refused with fresh ones is a matter of the account's policies, and people repair it.
 */
export function blameAccess(
  accounts: AccountAccess,
  access: Extract<Access, { kind: 'own' | 'session' }>,
  outcome: TokenOutcome,
  { account, region, action }: { account: string; region: string; action: string },
): TokenOutcome {
  if (outcome.kind === 'accepted') return outcome
  const { error, requestId } = outcome
  const refused = outcome.kind === 'refused' && isAccessRefusal(error)
  if (access.kind === 'session' && (EXPIRED.has(error) || (refused && access.ageMs > FRESH_MS))) {
    accounts.forget(access.credentials)
    return { kind: 'retryLater', error, afterMs: null, requestId }
  }
  if (!refused) return outcome
  const roleArn = access.kind === 'session' ? access.roleArn : null
  const detail = callRefusedSentence({ id: account, roleArn }, { action, region, error })
  return { kind: 'noAccess', account, error, detail, requestId }
}
