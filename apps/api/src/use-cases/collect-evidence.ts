import { COUNTERSIGN } from '../domain/own-actors.ts'
import type { CallbackQueue, EvidenceGap } from '../ports/callback-queue.ts'
import type { Log } from '../ports/log.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { judgeTask } from './judge-task.ts'
import { openToken } from './open-token.ts'

interface Deps {
  callbackQueue: CallbackQueue
  vault: TokenVault
  sealer: TokenSealer
  engine: Pick<WorkflowEngine, 'history'>
  unitOfWork: UnitOfWork
  log: Log
}

/** Looked for again after as long as it has been missing: at once when the history lags, hourly when it may not be read. */
const SOONEST_MS = 250
const LATEST_MS = 3_600_000

/**
 * One pass over callbacks that a 200 confirmed: finds the history event that proves it and attaches it, so that an
 * auditor need not believe our reply log.
 * @returns how many were found, and how many were looked for
 */
export async function collectEvidence(
  deps: Deps,
  { limit }: { limit: number },
): Promise<{ found: number; sought: number }> {
  const gaps = await deps.callbackQueue.evidenceGaps(limit)
  const found = await Promise.all(gaps.map((gap) => seek(deps, gap)))
  return { found: found.filter(Boolean).length, sought: gaps.length }
}

async function seek(deps: Deps, gap: EvidenceGap): Promise<boolean> {
  const opened = await openToken(deps, gap)
  const judgement =
    opened.kind === 'opened'
      ? await judgeTask(deps, { executionArn: gap.executionArn, token: opened.token, decisionId: gap.decisionId })
      : undefined
  if (judgement?.kind !== 'ours') {
    if (judgement?.kind === 'elsewhere' || judgement?.kind === 'ended')
      deps.log.error({ ...about(gap), alert: 'evidence_contradicts' }, 'accepted answer is not what the history shows')
    await deps.callbackQueue.postponeEvidence(gap.callbackId, Math.min(LATEST_MS, Math.max(SOONEST_MS, gap.ageMs)))
    return false
  }
  const { id, type, at } = judgement.event
  return deps.unitOfWork.transaction(async (stores) => {
    if (!(await stores.deliveries.attachEvidence(gap.callbackId, { id, type, at }))) return false
    await stores.audit.append({
      type: 'callback.confirmed',
      approvalId: gap.approvalId,
      actor: COUNTERSIGN,
      at: await stores.now(),
      data: {
        decisionId: gap.decisionId,
        callbackId: gap.callbackId,
        status: 'confirmed',
        proof: 'history',
        historyEvent: { id, type, at: at.toISOString() },
      },
    })
    return true
  })
}

const about = ({ callbackId, approvalId, executionArn }: EvidenceGap): object => ({
  callbackId,
  approvalId,
  executionArn,
})
