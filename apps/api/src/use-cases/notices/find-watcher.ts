import type { ApprovalId } from '@countersign/shared/ids'
import type { Approval } from '../../domain/approval.ts'
import { authorize } from '../../domain/authorize.ts'
import type { Principal, User } from '../../domain/principal.ts'
import { userOf } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { findKnown } from '../find-known.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

const NOBODY = {
  code: 'not-permitted',
  rule: 'key-without-person',
  sentence: 'Only people snooze and mute: this API key acts as nobody.',
} as const

/** Whoever may read an approval may wish to hear less of it; the wish is theirs alone and moves nothing. */
export async function findWatcher(
  stores: Pick<Stores, 'approvals' | 'directory'>,
  asking: Principal,
  approvalId: ApprovalId,
): Promise<{ readonly kind: 'watching'; readonly approval: Approval; readonly user: User } | Refused> {
  const principal = await refreshPrincipal(stores.directory, asking)
  const found = await findKnown(stores.approvals, principal, approvalId)
  if (found.kind === 'refused') return found
  const verdict = authorize(principal, 'read', found.approval)
  if (!verdict.allowed) return refused(verdict)
  const user = userOf(principal)
  return user ? { kind: 'watching', approval: found.approval, user } : refused(NOBODY)
}
