import { assumeRefusedSentence } from '../../domain/accounts/access-sentence.ts'
import type { Account } from '../../domain/accounts/account.ts'
import { classifyError } from '../../domain/classify-error.ts'
import type { Clock } from '../../ports/clock.ts'
import { SESSION_SECONDS, type SessionCredentials, type Sts } from './sts.ts'

/** What assuming a role came to. */
export type Session =
  | { readonly kind: 'session'; readonly credentials: SessionCredentials; readonly ageMs: number }
  /** Refused: only people can repair it. */
  | { readonly kind: 'noAccess'; readonly error: string; readonly detail: string }
  /** Nobody said no: STS did not answer, or our own credentials are being renewed. */
  | { readonly kind: 'later'; readonly error: string; readonly afterMs: number }

export interface SessionCache {
  get(account: Account, roleArn: string, region: string): Promise<Session>
  /** These credentials are not believed any more; the next call assumes the role anew. */
  forget(credentials: SessionCredentials): void
}

/** Renewed this long before the end: longer than an outage of STS usually lasts. */
const RENEW_BEFORE_MS = 10 * 60_000
/** A refusal counts this long, so that a thousand answers for a closed account are one call and not a thousand. */
const REFUSED_MS = 10_000
const SILENT_MS = 2_000
/** A renewal that failed is tried again after this, while the session still counts. */
const RENEW_AGAIN_MS = 30_000
/** STS refuses whoever our own credentials are, which says nothing about the role. */
const OURS = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
])

const LIFE_MS = SESSION_SECONDS * 1000

interface Entry {
  readonly revision: number
  readonly roleArn: string
  readonly atMs: number
  readonly renewAtMs: number
  readonly result: { readonly credentials: SessionCredentials } | Exclude<Session, { kind: 'session' }>
}

/** The sessions of each account and region: assumed once, however many calls wait, and renewed while they still count. */
export function createSessionCache({ clock, sts }: { clock: Clock; sts: Pick<Sts, 'assume'> }): SessionCache {
  const entries = new Map<string, Entry>()
  const flights = new Map<string, Promise<Entry>>()

  return {
    async get(account, roleArn, region) {
      const key = `${account.id}/${region}`
      const known = entries.get(key)
      const entry = known && counts(known, account, roleArn) ? known : await assume(key, account, roleArn, region)
      if (!('credentials' in entry.result)) return entry.result
      const nowMs = clock.monotonicMs()
      if (nowMs > entry.renewAtMs) void assume(key, account, roleArn, region)
      return { kind: 'session', credentials: entry.result.credentials, ageMs: nowMs - entry.atMs }
    },

    forget(credentials) {
      for (const [key, { result }] of entries)
        if ('credentials' in result && result.credentials.accessKeyId === credentials.accessKeyId) entries.delete(key)
    },
  }

  /** A session outlives changes that leave its role alone; a refusal does not outlive any change. */
  function counts({ result, atMs, revision, ...entry }: Entry, account: Account, roleArn: string): boolean {
    const ageMs = clock.monotonicMs() - atMs
    if (entry.roleArn !== roleArn) return false
    if ('credentials' in result) return ageMs < LIFE_MS
    return revision === account.revision && ageMs < (result.kind === 'noAccess' ? REFUSED_MS : SILENT_MS)
  }

  function assume(key: string, account: Account, roleArn: string, region: string): Promise<Entry> {
    const flightKey = `${key}/${roleArn}/${account.revision}`
    const known = flights.get(flightKey)
    if (known) return known
    const flight = ask(account, roleArn, region).then((result) => {
      const atMs = clock.monotonicMs()
      const before = entries.get(key)
      // A session that still counts is better than a refusal that may pass; when it ends, the refusal is found again.
      const stays = !('credentials' in result) && before && 'credentials' in before.result
      const entry =
        stays && counts(before, account, roleArn)
          ? { ...before, renewAtMs: atMs + RENEW_AGAIN_MS }
          : { revision: account.revision, roleArn, atMs, renewAtMs: atMs + LIFE_MS - RENEW_BEFORE_MS, result }
      entries.set(key, entry)
      flights.delete(flightKey)
      return entry
    })
    flights.set(flightKey, flight)
    return flight
  }

  async function ask(account: Account, roleArn: string, region: string): Promise<Entry['result']> {
    try {
      return { credentials: await sts.assume({ roleArn, externalId: account.externalId, region }) }
    } catch (thrown) {
      const outcome = classifyError(thrown)
      const error = outcome.kind === 'accepted' ? 'Error' : outcome.error
      if (outcome.kind === 'refused' && !OURS.has(error))
        return { kind: 'noAccess', error, detail: assumeRefusedSentence({ ...account, roleArn }, error) }
      const afterMs = outcome.kind === 'retryLater' ? outcome.afterMs : null
      return { kind: 'later', error: `AssumeRole:${error}`, afterMs: afterMs ?? SILENT_MS }
    }
  }
}
