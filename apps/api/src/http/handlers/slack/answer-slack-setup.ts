import type { SlackView } from '@countersign/shared/slack'
import type { Principal } from '../../../domain/principal.ts'
import { readSlackSetup } from '../../../use-cases/slack/read-slack-setup.ts'
import { type Answer, ok, problem } from '../../answer.ts'
import { toProblem } from '../../to-problem.ts'

export type SlackSetupDeps = Parameters<typeof readSlackSetup>[0] & {
  readonly slackMode: SlackView['mode']
  readonly canInstallSlack: boolean
}

/** The whole setup, after each change of it too. */
export async function answerSlackSetup(deps: SlackSetupDeps, principal: Principal): Promise<Answer> {
  const setup = await readSlackSetup(deps, principal)
  if (setup.kind === 'refused') return problem(toProblem(setup.refusal))
  const view: SlackView = {
    enabled: deps.slackMode !== null,
    mode: deps.slackMode,
    canInstall: deps.canInstallSlack,
    workspaces: setup.workspaces.map(({ id, name, installedAt, removedAt }) => ({
      id,
      name,
      installedAt: installedAt.toISOString(),
      removedAt: removedAt?.toISOString() ?? null,
    })),
    routes: setup.routes.map(({ teamId, teamName, workspaceId, channelId, channelName }) => ({
      team: { id: teamId, name: teamName },
      workspaceId,
      channelId,
      channelName,
    })),
    teams: setup.teams.map(({ id, name }) => ({ id, name })),
  }
  return ok(view)
}
