import type { ApprovalId } from '@countersign/shared/ids'
import type { Principal } from '../../domain/principal.ts'
import { signerOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { auditApproval } from '../audit-approval.ts'
import { findKnown } from '../find-known.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface ReleaseApprovalCommand {
  readonly principal: Principal
  readonly approvalId: ApprovalId
}

/** Gives one's own claim back; without one there is nothing to do, and that is no error. */
export const releaseApproval = (
  { unitOfWork }: Deps,
  command: ReleaseApprovalCommand,
): Promise<{ readonly kind: 'released' } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const found = await findKnown(stores.approvals, principal, command.approvalId)
    if (found.kind === 'refused') return found
    const { approval } = found
    const own = approval.claim?.by.id === signerOf(principal).id
    if (own && (await stores.approvals.changeClaim(approval, null)))
      await stores.audit.append(auditApproval('approval.released', approval, principal, await stores.now(), {}))
    return { kind: 'released' }
  })
