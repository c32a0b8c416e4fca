import { COUNTERSIGN } from '../../domain/own-actors.ts'
import type { AccountReader, ParkedSample } from '../../ports/accounts.ts'
import type { Log } from '../../ports/log.ts'
import type { TokenSealer } from '../../ports/token-sealer.ts'
import type { TokenVault } from '../../ports/token-vault.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../../ports/workflow-engine.ts'
import { openToken } from '../open-token.ts'
import { probeJob } from './probe-job.ts'
import { resumeParked } from './resume-parked.ts'

interface Deps {
  readonly accountReader: Pick<AccountReader, 'parkedIn'>
  readonly vault: TokenVault
  readonly sealer: TokenSealer
  readonly engine: Pick<WorkflowEngine, 'heartbeat'>
  readonly unitOfWork: UnitOfWork
  readonly log: Log
}

/**
 * Sees whether an account lets us in again, by a heartbeat with a token that waits for it: it keeps a decided task alive,
 * and is judged by the very policies that the answer will be, also where those name single state machines. What waits in
 * the regions that took it goes on; for the others it looks again.
 */
export async function probeAccount(
  deps: Deps,
  { accountId, tries }: { readonly accountId: string; readonly tries: number },
): Promise<void> {
  const samples = await deps.accountReader.parkedIn(accountId)
  if (samples.length === 0) return
  const open = await Promise.all(samples.map(async (sample) => ({ ...sample, isOpen: await letsIn(deps, sample) })))
  const regions = open.flatMap(({ isOpen, region }) => (isOpen ? [region] : []))
  const shut = open.filter(({ isOpen }) => !isOpen)
  const count = await deps.unitOfWork.transaction(async (stores) => {
    if (shut.length > 0) await stores.jobs.add(probeJob(accountId, tries + 1, soonest(shut)))
    return regions.length === 0 ? 0 : resumeParked(stores, { accountId, regions, actor: COUNTERSIGN })
  })
  if (count > 0) deps.log.info({ accountId, regions, count }, 'the account lets us in again: what waited goes on')
}

/** Whatever the engine says about the token, it has let us in. */
async function letsIn(deps: Deps, { attemptId, executionArn }: ParkedSample): Promise<boolean> {
  const opened = await openToken(deps, { attemptId, executionArn })
  // A lost token holds nobody up: its callback is tried, and says so itself.
  if (opened.kind !== 'opened') return opened.kind === 'lost'
  const { kind } = await deps.engine.heartbeat(executionArn, opened.token)
  return kind === 'accepted' || kind === 'gone' || kind === 'refused'
}

const soonest = (samples: readonly ParkedSample[]): number | null =>
  samples.reduce<number | null>((least, { deadlineInMs }) => {
    if (deadlineInMs === null || deadlineInMs <= 0) return least
    return least === null ? deadlineInMs : Math.min(least, deadlineInMs)
  }, null)
