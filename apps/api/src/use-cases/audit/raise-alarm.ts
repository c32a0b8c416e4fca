import { isHalted } from '../../domain/audit/keeping.ts'
import type { Broken } from '../../domain/audit-chain.ts'
import type { Log } from '../../ports/log.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly log: Log
}

/** Says it in the log of the process each time, and once in the audit log, which stops the signing. */
export async function raiseAlarm({ unitOfWork, log }: Deps, { seq, fault }: Omit<Broken, 'kind'>): Promise<void> {
  log.error({ seq, fault }, 'THE AUDIT LOG IS NOT WHAT WAS SIGNED: no checkpoint is signed until an operator has acted')
  await unitOfWork.transaction(async (stores) => {
    await stores.auditTree.lock()
    const { keeping, now } = await stores.auditTree.state()
    if (isHalted(keeping)) return
    const actor = { kind: 'service', id: 'audit', name: 'Countersign' } as const
    await stores.audit.append({
      type: 'security.audit_inconsistent',
      approvalId: null,
      actor,
      at: now,
      data: { seq, fault },
    })
  })
}
