import type { AccountReader, SendQuota } from '../../ports/accounts.ts'
import type { Clock } from '../../ports/clock.ts'

const FRESH_MS = 5_000

/** The rate of each account that has one of its own, read again every few seconds while it is asked for. */
export function createSendQuota(
  { accounts, clock }: { accounts: Pick<AccountReader, 'rates'>; clock: Clock },
  perSecond: number,
): SendQuota & { refresh(): Promise<void> } {
  let rates: ReadonlyMap<string, number> = new Map()
  let readAtMs = Number.NEGATIVE_INFINITY

  const refresh = async () => {
    readAtMs = clock.monotonicMs()
    try {
      rates = await accounts.rates()
    } catch {
      // The database is away: the last ones count on.
    }
  }
  return {
    refresh,
    quotaOf(account) {
      if (clock.monotonicMs() - readAtMs > FRESH_MS) void refresh()
      return rates.get(account) ?? perSecond
    },
  }
}
