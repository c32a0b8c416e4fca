import type { ApprovalId } from '@countersign/shared/ids'
import type { Approval } from '../domain/approval.ts'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import { canKnow } from '../domain/visibility.ts'
import type { ApprovalStore } from '../ports/unit-of-work.ts'

/** The approval as it stands, unless this principal may not even know of it: unknown and hidden look the same. */
export async function findKnown(
  approvals: ApprovalStore,
  principal: Principal,
  id: ApprovalId,
): Promise<{ readonly kind: 'known'; readonly approval: Approval } | Refused> {
  const approval = await approvals.find(id)
  return approval && canKnow(principal, approval) ? { kind: 'known', approval } : refused({ code: 'not-found' })
}
