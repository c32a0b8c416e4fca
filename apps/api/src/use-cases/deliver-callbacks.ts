import { afterSend, type Settlement } from '../domain/callback-transition.ts'
import { engineScope, type Outages } from '../domain/outages.ts'
import type { CallbackLease, CallbackQueue } from '../ports/callback-queue.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { openToken } from './open-token.ts'
import { settleCallback } from './settle-callback.ts'

interface Deps {
  callbackQueue: CallbackQueue
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'answer'>
  unitOfWork: UnitOfWork
  outages: Outages
  clock: Clock
  random: () => number
  metrics: Pick<Metrics, 'callbackMoved' | 'deliveryLag'>
  log: Log
}

interface Command {
  /** This worker, as leases name it. */
  owner: string
  /** Longer than a call with its time-out, its wait for the quota and the look into the vault; else peers judge too early. */
  leaseMs: number
  limit: number
}

/**
 * One pass of flow 3: leases due callbacks, soonest task deadline first, and starts delivering each.
 * @returns the deliveries under way; each resolves when its outcome is recorded, and none rejects
 */
export async function deliverCallbacks(
  deps: Deps,
  { owner, leaseMs, limit }: Command,
): Promise<readonly Promise<void>[]> {
  const leasedAtMs = deps.clock.monotonicMs()
  const closed = deps.outages.setAside(leasedAtMs)
  const room = deps.outages.room(limit)
  const leases = [...(await deps.callbackQueue.lease('send', { owner, leaseMs, limit: room, closed }))]
  for (const scope of deps.outages.takeProbes(leasedAtMs))
    leases.push(...(await deps.callbackQueue.lease('send', { owner, leaseMs, limit: 1, only: [scope] })))
  for (const { executionArn } of leases) deps.outages.begin(executionArn)
  return leases.map((lease) =>
    deliver(deps, lease, leasedAtMs, leasedAtMs + leaseMs)
      .catch((error: unknown) => {
        // The lease runs out and the attempt row stays without a result: the history will judge it (I3, I4).
        deps.log.error({ err: error, callbackId: lease.callbackId, approvalId: lease.approvalId }, 'delivery broke off')
      })
      .finally(() => deps.outages.end(lease.executionArn)),
  )
}

async function deliver(deps: Deps, lease: CallbackLease, leasedAtMs: number, leaseEndsMs: number): Promise<void> {
  const settlement = await send(deps, lease, leaseEndsMs)
  const lagMs = lease.lagMs + deps.clock.monotonicMs() - leasedAtMs
  if (settlement.result === 'accepted') deps.metrics.deliveryLag(lagMs / 1000)
  await settleCallback(deps, lease, settlement)
}

async function send(deps: Deps, lease: CallbackLease, leaseEndsMs: number): Promise<Settlement> {
  const facts = { ...lease, random: deps.random() }
  const opened = await openToken(deps, lease)
  if (opened.kind === 'lost') return { to: 'parked', result: 'refused', detail: opened.detail, requestId: null }
  if (opened.kind === 'unavailable' || deps.clock.monotonicMs() >= leaseEndsMs) {
    const error = opened.kind === 'unavailable' ? opened.error : 'LeaseEnded'
    return afterSend({ kind: 'retryLater', error, afterMs: null, requestId: null }, facts)
  }
  const outcome = await deps.engine.answer(lease.executionArn, opened.token, lease.body)
  deps.outages.report(lease.executionArn, outcome, deps.clock.monotonicMs())
  const engineIsSilent = deps.outages.closed().includes(engineScope(lease.executionArn))
  return afterSend(outcome, { ...facts, engineIsSilent })
}
