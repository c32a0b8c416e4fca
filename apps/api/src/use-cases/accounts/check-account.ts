import type { AccountId } from '@countersign/shared/accounts'
import { actorOf, type Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import type { AccountProbe, AccountReader } from '../../ports/accounts.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { findAccount } from './find-account.ts'
import { resumeParked } from './resume-parked.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly accountReader: Pick<AccountReader, 'parkedIn'>
  readonly accountProbe: AccountProbe
  /** Tried where the account names no regions. */
  readonly ownRegion: string
}

export interface CheckAccountCommand {
  readonly principal: Principal
  readonly accountId: AccountId
}

/** Tries the account out, keeps what was found, and lets go on what waited for it when nothing is missing. */
export async function checkAccount(deps: Deps, command: CheckAccountCommand): Promise<{ kind: 'checked' } | Refused> {
  const { principal, accountId } = command
  const found = await deps.unitOfWork.transaction((stores) => findAccount(stores, principal, accountId))
  if (found.kind === 'refused') return found
  const { regions } = found.account
  const findings = await deps.accountProbe.probe(found.account, regions.length > 0 ? regions : await usedRegions())
  const passed = findings.every(({ ok, needed }) => ok || !needed)
  return deps.unitOfWork.transaction(async (stores): Promise<{ kind: 'checked' } | Refused> => {
    const again = await findAccount(stores, principal, accountId)
    if (again.kind === 'refused') return again
    const at = await stores.now()
    await stores.accounts.recordCheck(accountId, { at, passed, findings })
    const actor = actorOf(again.principal)
    const isOpen = passed && again.account.disabledAt === null
    const resumed = isOpen ? await resumeParked(stores, { accountId, actor }) : 0
    await stores.audit.append({
      type: 'account.checked',
      approvalId: null,
      actor,
      at,
      data: { accountId, passed, resumed },
    })
    return { kind: 'checked' }
  })

  async function usedRegions(): Promise<readonly string[]> {
    const parked = await deps.accountReader.parkedIn(accountId)
    return [...new Set([deps.ownRegion, ...parked.map(({ region }) => region)])]
  }
}
