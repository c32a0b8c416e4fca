import type { Actor } from '../../domain/approval.ts'
import type { Delegation } from '../../domain/policy/delegate.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface EndDelegationCommand {
  readonly actor: Actor
  readonly id: string
  /** Only one of this absent person; `null`: anybody's. */
  readonly of: string | null
}

/** Somebody is back sooner. Votes that were cast meanwhile stay. */
export const endDelegation = (
  { unitOfWork }: Deps,
  { actor, id, of }: EndDelegationCommand,
): Promise<{ readonly kind: 'ended'; readonly delegation: Delegation } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    const found = await stores.delegations.find(id)
    if (!found || (of !== null && found.absent.id !== of)) return refused({ code: 'not-found' })
    const at = await stores.now()
    if (await stores.delegations.end(id, at))
      await stores.audit.append({
        type: 'delegation.ended',
        approvalId: null,
        actor,
        at,
        data: { delegationId: id, absent: { ...found.absent }, delegate: { ...found.delegate } },
      })
    return { kind: 'ended', delegation: (await stores.delegations.find(id)) ?? found }
  })
