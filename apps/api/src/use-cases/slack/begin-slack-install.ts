import { webPaths } from '@countersign/shared/paths'
import { z } from 'zod'
import { authorizeSetup } from '../../domain/authorize.ts'
import { addSeconds } from '../../domain/deadline.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refusal, Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { SlackInstaller } from '../../ports/slack-installer.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

export interface InstallDeps {
  readonly unitOfWork: UnitOfWork
  readonly secretSealer: SecretSealer
  /** `null`: Slack is off. */
  readonly slackInstaller: SlackInstaller | null
  readonly publicUrl: string
}

export interface InstallCommand {
  readonly principal: Principal
  readonly sessionId: string
}

/** Long enough to choose a workspace and read what the app asks for. */
const VALID_SECONDS = 600

const installState = z.strictObject({ until: z.iso.datetime() })

/** It opens for the browser session that asked, and nowhere else. */
const placeOf = (sessionId: string): string => `slack-install:${sessionId}`

export const installReturn = (publicUrl: string): string => `${publicUrl}${webPaths.slackInstalled()}`

export const NO_INSTALLER: Refusal = {
  code: 'not-configured',
  sentence: 'Set SLACK_MODE, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to add workspaces here, then restart.',
}

/** Sends an admin's browser to Slack, with a state sealed for this session, each time another: nothing is remembered. */
export async function beginSlackInstall(
  { unitOfWork, secretSealer, slackInstaller, publicUrl }: InstallDeps,
  command: InstallCommand,
): Promise<{ readonly kind: 'departing'; readonly url: string } | Refused> {
  const allowed = await unitOfWork.transaction(async ({ directory, now }) => {
    const verdict = authorizeSetup(await refreshPrincipal(directory, command.principal))
    return verdict.allowed ? { kind: 'allowed' as const, now: await now() } : refused(verdict)
  })
  if (allowed.kind === 'refused') return allowed
  const until = addSeconds(allowed.now, VALID_SECONDS).toISOString()
  const state = secretSealer.seal(JSON.stringify({ until }), placeOf(command.sessionId))
  const url = slackInstaller?.installUrl(state, installReturn(publicUrl)) ?? null
  return url === null ? refused(NO_INSTALLER) : { kind: 'departing', url }
}

/** Is this state of this session, and still good? */
export function isInstallState(secretSealer: SecretSealer, sessionId: string, state: string, now: Date): boolean {
  try {
    const { until } = installState.parse(JSON.parse(secretSealer.open(state, placeOf(sessionId))))
    return new Date(until) > now
  } catch {
    return false
  }
}
