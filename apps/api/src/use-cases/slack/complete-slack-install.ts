import { authorizeSetup } from '../../domain/authorize.ts'
import { actorOf, userOf } from '../../domain/principal.ts'
import type { Refusal, Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import {
  type InstallCommand,
  type InstallDeps,
  installReturn,
  isInstallState,
  NO_INSTALLER,
} from './begin-slack-install.ts'
import { connectWorkspace } from './connect-workspace.ts'

export interface CompleteInstallCommand extends InstallCommand {
  readonly code: string
  readonly state: string
}

const startAgain = (pointer: string): Refusal => ({
  code: 'invalid-request',
  errors: [{ pointer, message: 'is not from this browser session, or too old: start again from the Slack page' }],
})

/** The browser came back: its code becomes a bot token, kept sealed. */
export async function completeSlackInstall(
  deps: InstallDeps,
  command: CompleteInstallCommand,
): Promise<{ readonly kind: 'installed'; readonly workspaceId: string } | Refused> {
  const { slackInstaller, publicUrl, secretSealer, unitOfWork } = deps
  if (!slackInstaller) return refused(NO_INSTALLER)
  const before = await unitOfWork.transaction(async ({ directory, now }) => {
    const verdict = authorizeSetup(await refreshPrincipal(directory, command.principal))
    if (!verdict.allowed) return refused(verdict)
    const good = isInstallState(secretSealer, command.sessionId, command.state, await now())
    return good ? { kind: 'good' as const } : refused(startAgain('/state'))
  })
  if (before.kind === 'refused') return before
  const answer = await slackInstaller.exchange(command.code, installReturn(publicUrl))
  if (answer.kind === 'refused' && answer.error === 'no_workspace')
    return refused({
      code: 'channel-refused',
      sentence: 'Install the app into one workspace: an installation for a whole organisation is not supported.',
    })
  if (answer.kind === 'refused' || answer.kind === 'gone') return refused(startAgain('/code'))
  if (answer.kind !== 'ok')
    return refused({
      code: 'unavailable',
      sentence: 'Slack did not answer. Nothing was installed; start again from the Slack page.',
      retryAfterSeconds: 5,
    })
  return unitOfWork.transaction(async (stores) => {
    const principal = await refreshPrincipal(stores.directory, command.principal)
    const verdict = authorizeSetup(principal)
    if (!verdict.allowed) return refused(verdict)
    await connectWorkspace(stores, secretSealer, answer.value, {
      actor: actorOf(principal),
      installedBy: userOf(principal)?.id ?? null,
    })
    return { kind: 'installed' as const, workspaceId: answer.value.workspaceId }
  })
}
