import type { Json } from '@countersign/shared/json'
import type { Settlement } from '../domain/callback-transition.ts'
import { COUNTERSIGN, STEP_FUNCTIONS } from '../domain/own-actors.ts'
import type { CallbackLease } from '../ports/callback-queue.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { NewAuditEntry, UnitOfWork } from '../ports/unit-of-work.ts'
import { probeJob } from './accounts/probe-job.ts'

interface Deps {
  unitOfWork: UnitOfWork
  metrics: Pick<Metrics, 'callbackMoved'>
  log: Log
}

/**
 * Records how a leased delivery ended: callback, attempt row, task attempt and audit entries in one transaction, and
 * only under the fence of the lease (I3). `'leaseLost'`: a newer lease judges it; whatever we learnt is left to it.
 */
export async function settleCallback(
  deps: Deps,
  lease: CallbackLease,
  settlement: Settlement,
): Promise<'recorded' | 'leaseLost'> {
  const recorded = await deps.unitOfWork.transaction(async (stores) => {
    const at = await stores.deliveries.settle(lease, settlement)
    if (at === undefined) return false
    if ('blockedAccount' in settlement && settlement.blockedAccount !== undefined)
      await stores.jobs.add(probeJob(settlement.blockedAccount, lease.attemptNumber - 1, lease.deadlineInMs))
    const entries = auditEntries(lease, settlement, at)
    if (entries.length > 0) await stores.audit.append(...entries)
    return true
  })
  const fields = {
    callbackId: lease.callbackId,
    approvalId: lease.approvalId,
    to: settlement.to,
    detail: settlement.detail,
  }
  if (!recorded) {
    deps.log.warn(fields, 'delivery outcome not recorded: a newer lease holds the callback')
    return 'leaseLost'
  }
  deps.metrics.callbackMoved(settlement.to)
  report(deps.log, fields, lease.executionArn)
  return 'recorded'
}

function report(log: Log, fields: { to: Settlement['to'] }, executionArn: string): void {
  if (fields.to === 'closed_elsewhere')
    log.error(
      { ...fields, executionArn, alert: 'closed_elsewhere' },
      'somebody else answered the task: its token is in other hands',
    )
  else if (fields.to === 'parked') log.error({ ...fields, executionArn, alert: 'callback_parked' }, 'callback parked')
  else if (fields.to === 'too_late') log.warn(fields, 'decision came too late for the workflow')
  else log.info(fields, 'callback settled')
}

/** Retries leave no entry: the log tells what happened to the decision, the attempt rows tell how hard it was. */
function auditEntries(lease: CallbackLease, settlement: Settlement, at: Date): readonly NewAuditEntry[] {
  const about = { approvalId: lease.approvalId, at }
  const data: Record<string, Json> = {
    decisionId: lease.decisionId,
    callbackId: lease.callbackId,
    status: settlement.to,
    ...(settlement.detail === null ? {} : { detail: settlement.detail }),
    ...('event' in settlement ? proof(settlement.event, settlement.requestId) : {}),
  }
  switch (settlement.to) {
    case 'confirmed':
      return [{ ...about, type: 'callback.confirmed', actor: STEP_FUNCTIONS, data }]
    case 'closed_elsewhere':
      return [
        { ...about, type: 'callback.failed', actor: STEP_FUNCTIONS, data },
        { ...about, type: 'security.closed_elsewhere', actor: STEP_FUNCTIONS, data },
      ]
    case 'too_late':
      return [{ ...about, type: 'callback.failed', actor: STEP_FUNCTIONS, data }]
    case 'parked':
      return [{ ...about, type: 'callback.failed', actor: COUNTERSIGN, data }]
    case 'unconfirmed':
      return lease.ambiguousSends === 0 && settlement.result !== 'unjudged'
        ? [{ ...about, type: 'callback.sent', actor: COUNTERSIGN, data }]
        : []
    case 'queued':
      return []
  }
}

function proof(
  event: { id: number; type: string; at: Date } | null,
  requestId: string | null,
): Readonly<Record<string, Json>> {
  if (event) return { proof: 'history', historyEvent: { id: event.id, type: event.type, at: event.at.toISOString() } }
  return { proof: 'reply', ...(requestId === null ? {} : { requestId }) }
}
