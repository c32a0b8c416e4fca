import { afterJudgement, type Judgement } from '../domain/callback-transition.ts'
import type { CallbackLease, CallbackQueue } from '../ports/callback-queue.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { judgeTask } from './judge-task.ts'
import { openToken } from './open-token.ts'
import { settleCallback } from './settle-callback.ts'

interface Deps {
  callbackQueue: CallbackQueue
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
  random: () => number
  metrics: Pick<Metrics, 'callbackMoved'>
  log: Log
}

/**
 * One pass of flow 5: callbacks whose reply proved nothing, and those a dead worker left behind, are judged by the
 * execution's history before anything is sent again (I4).
 * @returns the judgements under way; none rejects
 */
export async function reconcileCallbacks(
  deps: Deps,
  command: { owner: string; leaseMs: number; limit: number },
): Promise<readonly Promise<void>[]> {
  const leases = await deps.callbackQueue.lease('judge', command)
  return leases.map((lease) =>
    reconcile(deps, lease).catch((error: unknown) => {
      deps.log.error({ err: error, callbackId: lease.callbackId, approvalId: lease.approvalId }, 'judging broke off')
    }),
  )
}

async function reconcile(deps: Deps, lease: CallbackLease): Promise<void> {
  const settlement = afterJudgement(await judge(deps, lease), { ...lease, random: deps.random() })
  await settleCallback(deps, lease, settlement)
}

async function judge(deps: Deps, lease: CallbackLease): Promise<Judgement> {
  const opened = await openToken(deps, lease)
  if (opened.kind !== 'opened')
    return { kind: 'unavailable', error: opened.kind === 'lost' ? opened.detail : opened.error }
  return judgeTask(deps, { executionArn: lease.executionArn, token: opened.token, decisionId: lease.decisionId })
}
