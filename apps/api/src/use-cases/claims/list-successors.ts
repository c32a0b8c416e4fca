import type { ApprovalId } from '@countersign/shared/ids'
import type { Person } from '../../domain/approval.ts'
import { authorize, authorizeReassign } from '../../domain/authorize.ts'
import { audienceIds } from '../../domain/notices/audience-ids.ts'
import { stageOf, voicesOf } from '../../domain/policy/escalate.ts'
import type { Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import { refuseEnded } from '../../domain/refuse-ended.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findKnown } from '../find-known.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface Successors {
  readonly kind: 'successors'
  readonly people: readonly Person[]
  readonly teams: readonly Person[]
}

/** To whom an approval may be handed: whoever may vote in the stage that waits, and the teams its policy names. */
export const listSuccessors = (
  { unitOfWork }: Deps,
  asking: Principal,
  approvalId: ApprovalId,
): Promise<Successors | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, asking)
    const found = await findKnown(stores.approvals, principal, approvalId)
    if (found.kind === 'refused') return found
    const { approval } = found
    if (approval.status !== 'pending') return refused(refuseEnded(approval))
    const verdict = authorizeReassign(principal, approval)
    if (!verdict.allowed) return refused(verdict)
    const asked = voicesOf(stageOf(approval), approval.escalated)
    const people = await stores.notices.recipients(approvalId, audienceIds(asked))
    const seated = people.filter(
      ({ user }) => authorize({ kind: 'user', user, via: 'web' }, 'vote', approval).allowed && !user.ofIntegration,
    )
    return {
      kind: 'successors',
      people: seated.map(({ user }) => ({ id: user.id, name: user.name })),
      teams: approval.plan.handOverTo.map(({ id, name }) => ({ id, name })),
    }
  })
