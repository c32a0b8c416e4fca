import { COUNTERSIGN } from '../../domain/own-actors.ts'
import type { Log } from '../../ports/log.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { SlackInstaller } from '../../ports/slack-installer.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { connectWorkspace } from './connect-workspace.ts'
import { tokenPlace } from './open-workspace-token.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly secretSealer: SecretSealer
  readonly slackInstaller: SlackInstaller
  readonly log: Log
}

/**
 * The workspace of SLACK_BOT_TOKEN: only Slack knows which one it is. `false`: Slack did not say, ask again later. A token
 * that is known already changes nothing, so every start may ask.
 */
export async function registerOwnWorkspace(deps: Deps, token: string): Promise<boolean> {
  const answer = await deps.slackInstaller.identify(token)
  if (answer.kind === 'gone' || answer.kind === 'refused') {
    deps.log.error({ error: answer.error }, 'Slack does not take SLACK_BOT_TOKEN: copy it again from the Slack app')
    return true
  }
  if (answer.kind !== 'ok') return false
  const installation = answer.value
  await deps.unitOfWork.transaction(async (stores) => {
    const known = await stores.slack.workspaces.find(installation.workspaceId)
    const place = tokenPlace(installation.workspaceId)
    if (known && known.removedAt === null && holds(deps.secretSealer, known.sealedToken, place, token)) return
    await connectWorkspace(stores, deps.secretSealer, installation, { actor: COUNTERSIGN, installedBy: null })
  })
  deps.log.info({ workspaceId: installation.workspaceId }, 'connected to Slack')
  return true
}

/** One that no key opens is sealed anew like a token that has changed. */
function holds(sealer: SecretSealer, sealed: string, place: string, token: string): boolean {
  try {
    return sealer.open(sealed, place) === token
  } catch {
    return false
  }
}
