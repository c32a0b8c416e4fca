import type { Actor } from '../../domain/approval.ts'
import { type Delegation, refuseDelegation } from '../../domain/policy/delegate.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Pick<Identifiers, 'delegation'>
}

export interface SetDelegationCommand {
  readonly actor: Actor
  readonly absent: string
  readonly delegate: string
  /** Left out: from now on. */
  readonly from: Date | null
  readonly until: Date
  readonly note: string | null
}

/** Somebody will be away, and somebody else votes from their seats meanwhile; both names are in the log. */
export const setDelegation = (
  { unitOfWork, identifiers }: Deps,
  command: SetDelegationCommand,
): Promise<{ readonly kind: 'set'; readonly delegation: Delegation } | Refused> =>
  unitOfWork.transaction(async (stores) => {
    // In one order whoever asks, so that two absences that name each other cannot both find none.
    for (const id of [command.absent, command.delegate].sort()) await stores.delegations.lock(id)
    const absent = await stores.directory.user(command.absent)
    const delegate = await stores.directory.user(command.delegate)
    if (!absent) return unknown('/absent')
    if (!delegate) return unknown('/delegate')
    const now = await stores.now()
    const { until, note } = command
    const from = command.from && command.from > now ? command.from : now
    const others = await stores.delegations.overlapping([absent.id, delegate.id], from, until)
    const blocked = refuseDelegation({ absent, delegate, from, until, others, now })
    if (blocked) return blocked
    const nameOf = ({ id, name }: { id: string; name: string }) => ({ id, name })
    const delegation: Delegation = {
      id: identifiers.delegation(),
      absent: nameOf(absent),
      delegate: nameOf(delegate),
      from,
      until,
      note,
      endedAt: null,
    }
    await stores.delegations.insert(delegation, command.actor.id, now)
    await stores.audit.append({
      type: 'delegation.set',
      approvalId: null,
      actor: command.actor,
      at: now,
      data: {
        delegationId: delegation.id,
        absent: nameOf(absent),
        delegate: nameOf(delegate),
        from: from.toISOString(),
        until: until.toISOString(),
      },
    })
    return { kind: 'set', delegation }
  })

const unknown = (pointer: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message: 'is nobody we know: send a person’s id' }] })
