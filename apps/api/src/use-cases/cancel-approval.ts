import type { ApprovalId } from '@countersign/shared/ids'
import type { Decision } from '../domain/approval.ts'
import type { Cancelled } from '../domain/cancel.ts'
import { cancel } from '../domain/cancel.ts'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import type { Identifiers } from '../ports/identifiers.ts'
import type { Stores, UnitOfWork } from '../ports/unit-of-work.ts'
import { auditApproval } from './audit-approval.ts'
import { findKnown } from './find-known.ts'
import { recordDecision } from './record-decision.ts'
import { recordDenial } from './record-denial.ts'
import { refreshPrincipal } from './refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
}

export interface CancelApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
  readonly comment: string | undefined
  readonly expectedVersion: number | null
}

/** Each lost race is somebody else's progress; more rounds than this would be a bug. */
const MAX_ROUNDS = 20

/** The requester takes the question back; the workflow is told with an error it can catch. */
export async function cancelApproval(
  deps: Deps,
  command: CancelApprovalCommand,
): Promise<{ readonly kind: 'cancelled'; readonly decision: Decision } | Refused> {
  const ids = { decision: deps.identifiers.decision(), callback: deps.identifiers.callback() }
  const result = await deps.unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = await findKnown(stores.approvals, principal, command.approvalId)
      if (found.kind === 'refused') return found
      const { comment, expectedVersion } = command
      const now = await stores.now()
      const judged = cancel({ approval: found.approval, principal, comment, expectedVersion, ids, now })
      if (judged.kind === 'refused') return judged
      const { approval, closed } = judged
      const change = { to: 'withdrawn', at: closed.at, beforeDeadline: false, closed } as const
      if (await stores.approvals.change(approval, change)) return record(stores, principal, judged)
    }
    throw new Error(`approval ${command.approvalId} kept changing`)
  })
  if (result.kind === 'refused')
    await recordDenial(deps.unitOfWork, command.principal, 'cancel', command.approvalId, result)
  return result
}

async function record(stores: Stores, principal: Principal, cancelled: Cancelled) {
  const { approval, decision } = cancelled
  const facts = { closeReason: 'cancelled_by_requester', ...(await recordDecision(stores, approval, cancelled)) }
  await stores.audit.append(auditApproval('approval.withdrawn', approval, principal, decision.decidedAt, facts))
  return { kind: 'cancelled' as const, decision }
}
