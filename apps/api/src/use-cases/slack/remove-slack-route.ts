import type { TeamId } from '@countersign/shared/ids'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface RemoveSlackRouteCommand {
  readonly principal: Principal
  readonly team: TeamId
  readonly workspaceId: string
}

/** The team's new approvals no longer appear there. What is there stays up to date. */
export const removeSlackRoute = (
  deps: Deps,
  { principal: asking, team, workspaceId }: RemoveSlackRouteCommand,
): Promise<{ readonly kind: 'removed' } | Refused> =>
  deps.unitOfWork.transaction(async (stores): Promise<{ kind: 'removed' } | Refused> => {
    const principal = await refreshPrincipal(stores.directory, asking)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    // Removed already is as good.
    if (!(await stores.slack.routes.remove(team, workspaceId))) return { kind: 'removed' }
    await stores.audit.append({
      type: 'slack.route_removed',
      approvalId: null,
      actor: actorOf(principal),
      at: await stores.now(),
      data: { team, workspaceId },
    })
    return { kind: 'removed' }
  })
