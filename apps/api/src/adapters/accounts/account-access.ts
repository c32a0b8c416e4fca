import type { Account } from '../../domain/accounts/account.ts'
import { judgeAccount, type Place } from '../../domain/accounts/judge-account.ts'
import { parseExecutionArn } from '../../domain/execution-arn.ts'
import type { AccountReader, HomeFinder } from '../../ports/accounts.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Session, SessionCache } from './session-cache.ts'
import type { SessionCredentials } from './sts.ts'

/** How a call about an execution is signed. `own`: with the service's own credentials. */
export type Access =
  | (Session & { readonly roleArn: string })
  | { readonly kind: 'own' }
  | Exclude<Session, { kind: 'session' }>

export interface AccountAccess {
  to(executionArn: string): Promise<Access>
  forget(credentials: SessionCredentials): void
  /** A call came to nothing for want of access: told to the operator, once a minute for each account and region. */
  report(place: Place, error: string): void
}

/** Every account with the service's own credentials: one engine on a laptop. */
export const ownAccess: AccountAccess = {
  to: async () => ({ kind: 'own' }),
  forget: () => undefined,
  report: () => undefined,
}

interface Deps {
  readonly accounts: Pick<AccountReader, 'find'>
  readonly home: HomeFinder
  readonly sessions: SessionCache
  readonly clock: Clock
  readonly log: Log
}

/** What was read of an account counts this long: 400 beats a second are not 400 queries, and "disable" works at once. */
const FRESH_MS = 2_000
/** Heartbeats alone would tell it hundreds of times a second. */
const TELL_AGAIN_MS = 60_000

/**
 * Account and region come from the ARN, the role from our own entry of that account and from nowhere else: whoever
 * registers an execution chooses neither role nor endpoint.
 */
export function createAccountAccess(deps: Deps): AccountAccess {
  const known = new Map<string, { readonly atMs: number; readonly account: Promise<Account | undefined> }>()

  const quietUntil = new Map<string, number>()

  return {
    async to(executionArn) {
      const place = parseExecutionArn(executionArn)
      try {
        const access = await accessTo(place, await read(place.account, FRESH_MS))
        // A "no" is said on what stands now: it may have been repaired since it was last read.
        return access.kind === 'noAccess' ? await accessTo(place, await read(place.account, 0)) : access
      } catch {
        return { kind: 'later', error: 'DatabaseUnavailable', afterMs: FRESH_MS }
      }
    },
    forget: (credentials) => deps.sessions.forget(credentials),
    report({ account, region }, error) {
      const nowMs = deps.clock.monotonicMs()
      const key = `${account}/${region}`
      if (nowMs < (quietUntil.get(key) ?? nowMs)) return
      quietUntil.set(key, nowMs + TELL_AGAIN_MS)
      deps.log.error({ account, region, error, alert: 'account_closed' }, 'an AWS account does not let us in')
    },
  }

  async function accessTo(place: Place, account: Account | undefined): Promise<Access> {
    const standing = judgeAccount(place, account, await deps.home.find())
    switch (standing.kind) {
      case 'own':
        return standing
      case 'closed':
        return { kind: 'noAccess', error: standing.code, detail: standing.sentence }
      case 'role': {
        const { roleArn } = standing
        return { ...(await deps.sessions.get(standing.account, roleArn, place.region)), roleArn }
      }
    }
  }

  async function read(id: string, maxAgeMs: number): Promise<Account | undefined> {
    const nowMs = deps.clock.monotonicMs()
    const before = known.get(id)
    if (before && nowMs - before.atMs < maxAgeMs) return before.account
    const account = deps.accounts.find(id)
    known.set(id, { atMs: nowMs, account })
    try {
      return await account
    } catch (error) {
      // The database is away: what was known goes on counting, so that beats do not stop with it.
      if (!before) known.delete(id)
      else known.set(id, { ...before, atMs: nowMs })
      if (before) return before.account
      throw error
    }
  }
}
