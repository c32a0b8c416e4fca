import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { SlackRoute, SlackWorkspace } from '../../ports/slack-store.ts'
import type { Team, UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface SlackSetup {
  readonly kind: 'setup'
  readonly workspaces: readonly SlackWorkspace[]
  readonly routes: readonly SlackRoute[]
  readonly teams: readonly Pick<Team, 'id' | 'name'>[]
}

/** Which workspaces are connected and where each team's approvals appear. */
export const readSlackSetup = (deps: Deps, asking: Principal): Promise<SlackSetup | Refused> =>
  deps.unitOfWork.transaction(async ({ directory, slack }): Promise<SlackSetup | Refused> => {
    const verdict = authorizeSetup(await refreshPrincipal(directory, asking))
    if (!verdict.allowed) return refused(verdict)
    const workspaces = await slack.workspaces.list()
    const routes = await slack.routes.list()
    return { kind: 'setup', workspaces, routes, teams: await slack.routes.teams() }
  })
