import type { AccountChange, AccountId } from '@countersign/shared/accounts'
import type { Account } from '../../domain/accounts/account.ts'
import { actorOf, type Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { HomeFinder } from '../../ports/accounts.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { checkRole } from './check-role.ts'
import { findAccount } from './find-account.ts'
import { resumeParked } from './resume-parked.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly home: HomeFinder
}

export interface ChangeAccountCommand {
  readonly principal: Principal
  readonly accountId: AccountId
  readonly change: AccountChange
}

/**
 * Whoever saves an enabled account says that it is in order: what waits for it goes on, and is parked again should that
 * be wrong. Disabled, it is not called any more; what is due then waits.
 */
export async function changeAccount(deps: Deps, command: ChangeAccountCommand): Promise<{ kind: 'changed' } | Refused> {
  const { accountId, change } = command
  const home = await deps.home.find()
  return deps.unitOfWork.transaction(async (stores): Promise<{ kind: 'changed' } | Refused> => {
    const found = await findAccount(stores, command.principal, accountId)
    if (found.kind === 'refused') return found
    const { account } = found
    const at = await stores.now()
    const next: Account = {
      ...account,
      label: change.label ?? account.label,
      roleArn: change.roleArn === undefined ? account.roleArn : change.roleArn,
      regions: change.regions ?? account.regions,
      sendTaskRate: change.sendTaskRate === undefined ? account.sendTaskRate : change.sendTaskRate,
      disabledAt:
        change.disabled === undefined ? account.disabledAt : change.disabled ? (account.disabledAt ?? at) : null,
      updatedAt: at,
    }
    const wrong = change.roleArn === undefined ? undefined : checkRole(next, home)
    if (wrong) return wrong
    await stores.accounts.update(next)
    const actor = actorOf(found.principal)
    const resumed = next.disabledAt ? 0 : await resumeParked(stores, { accountId, actor })
    await stores.audit.append({
      type: 'account.changed',
      approvalId: null,
      actor,
      at,
      data: { accountId, fields: Object.keys(change), disabled: next.disabledAt !== null, resumed },
    })
    return { kind: 'changed' }
  })
}
