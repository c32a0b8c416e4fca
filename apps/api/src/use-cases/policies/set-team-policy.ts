import type { TeamId } from '@countersign/shared/ids'
import type { PolicyName } from '@countersign/shared/policy-document'
import { authorizeSetup } from '../../domain/authorize.ts'
import { actorOf, type Principal } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface SetTeamPolicyCommand {
  readonly principal: Principal
  readonly team: TeamId
  readonly policy: PolicyName
}

/** What a team's approvals follow when their workflow names no policy. Open ones keep theirs. */
export async function setTeamPolicy(deps: Deps, command: SetTeamPolicyCommand): Promise<{ kind: 'set' } | Refused> {
  const { team: id, policy } = command
  return deps.unitOfWork.transaction(async (stores): Promise<{ kind: 'set' } | Refused> => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    const team = await stores.directory.team(id)
    if (!team) return refused({ code: 'not-found' })
    const standing = await stores.policies.lock(policy)
    if (!standing)
      return refused({ code: 'unknown-policy', sentence: `There is no policy “${policy}”: create it first.` })
    if (standing.current === null)
      return refused({
        code: 'unknown-policy',
        sentence: `No version of the policy “${policy}” counts yet: a second admin has to confirm one first.`,
      })
    await stores.policies.setDefault(id, policy)
    await stores.audit.append({
      type: 'policy.default_changed',
      approvalId: null,
      actor: actorOf(principal),
      at: await stores.now(),
      data: { team: id, policy, before: team.defaultPolicy },
    })
    return { kind: 'set' }
  })
}
