import { probeDelayMs } from '../../domain/accounts/probe-delay.ts'
import type { Job } from '../../ports/jobs.ts'

/** One look at a time for each account; more that is parked meanwhile does not put it off. */
export const probeJob = (accountId: string, tries: number, deadlineInMs: number | null): Job => ({
  name: 'probe-account',
  payload: { accountId, tries },
  key: `probe-account:${accountId}`,
  delayMs: probeDelayMs(tries, deadlineInMs),
  keepsTurn: true,
})
