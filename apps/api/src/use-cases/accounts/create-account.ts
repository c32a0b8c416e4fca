import type { AccountRequest } from '@countersign/shared/accounts'
import { authorizeSetup } from '../../domain/authorize.ts'
import { actorOf, type Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { HomeFinder } from '../../ports/accounts.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { checkRole } from './check-role.ts'
import { resumeParked } from './resume-parked.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Pick<Identifiers, 'externalId'>
  readonly home: HomeFinder
}

export interface CreateAccountCommand {
  readonly principal: Principal
  readonly request: AccountRequest
}

/** An account whose workflows may ask from now on. What was parked because it was unknown goes on at once. */
export async function createAccount(deps: Deps, command: CreateAccountCommand): Promise<{ kind: 'made' } | Refused> {
  const { request } = command
  const home = await deps.home.find()
  return deps.unitOfWork.transaction(async (stores): Promise<{ kind: 'made' } | Refused> => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    const wrong = checkRole(request, home)
    if (wrong) return wrong
    const at = await stores.now()
    const made = await stores.accounts.insert({
      ...request,
      externalId: deps.identifiers.externalId(),
      revision: 1,
      check: null,
      createdAt: at,
      updatedAt: at,
      disabledAt: null,
    })
    if (!made)
      return refused({ code: 'name-taken', sentence: `The account ${request.id} is set up already: change it.` })
    const actor = actorOf(principal)
    const resumed = await resumeParked(stores, { accountId: request.id, actor })
    await stores.audit.append({
      type: 'account.created',
      approvalId: null,
      actor,
      at,
      data: { accountId: request.id, regions: [...request.regions], hasRole: request.roleArn !== null, resumed },
    })
    return { kind: 'made' }
  })
}
