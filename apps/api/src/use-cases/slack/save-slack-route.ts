import type { TeamId } from '@countersign/shared/ids'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { SlackAnswer } from '../../domain/slack/answer.ts'
import type { SlackChannel, SlackClient } from '../../ports/slack-client.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  /** `null`: Slack is off. */
  readonly slackClient: SlackClient | null
}

export interface SaveSlackRouteCommand {
  readonly principal: Principal
  readonly team: TeamId
  readonly workspaceId: string
  readonly channelId: string
}

/** From now on the team's new approvals appear in this channel; those that are open stay where they are. */
export async function saveSlackRoute(
  deps: Deps,
  command: SaveSlackRouteCommand,
): Promise<{ readonly kind: 'saved' } | Refused> {
  const before = await deps.unitOfWork.transaction((stores) => mayRoute(stores, command))
  if (before.kind === 'refused') return before
  if (!deps.slackClient)
    return refused({ code: 'not-configured', sentence: 'Slack is off here: set SLACK_MODE, then restart.' })
  const channel = judgeChannel(await deps.slackClient.channelInfo(command.workspaceId, command.channelId))
  if (channel.kind === 'refused') return channel
  return deps.unitOfWork.transaction(async (stores) => {
    const allowed = await mayRoute(stores, command)
    if (allowed.kind === 'refused') return allowed
    const { team: teamId, workspaceId, channelId } = command
    await stores.slack.routes.save({ teamId, workspaceId, channelId, channelName: channel.name })
    await stores.audit.append({
      type: 'slack.route_saved',
      approvalId: null,
      actor: actorOf(allowed.principal),
      at: await stores.now(),
      data: { team: teamId, workspaceId, channelId },
    })
    return { kind: 'saved' as const }
  })
}

type Allowed = { readonly kind: 'allowed'; readonly principal: Principal }

async function mayRoute(stores: Stores, { principal, team }: SaveSlackRouteCommand): Promise<Allowed | Refused> {
  const fresh = await refreshPrincipal(stores.directory, principal)
  const verdict = authorizeSetup(fresh)
  if (!verdict.allowed) return refused(verdict)
  if (!(await stores.directory.team(team)))
    return refused({ code: 'unknown-team', sentence: `There is no team ${team}. Check its id.` })
  return { kind: 'allowed', principal: fresh }
}

/** Saved only when the app can write there: otherwise the team would wait for messages that never come. */
function judgeChannel(answer: SlackAnswer<SlackChannel>): { readonly kind: 'good'; readonly name: string } | Refused {
  switch (answer.kind) {
    case 'ok':
      if (answer.value.isArchived) return channelRefused('That channel is archived. Choose another one.')
      if (!answer.value.isMember)
        return channelRefused('The app is not in that channel. Write “/invite @Countersign” there, then save again.')
      return { kind: 'good', name: answer.value.name }
    case 'gone':
      return channelRefused(
        answer.what === 'workspace'
          ? 'That workspace is not connected. Install the app there first.'
          : 'Slack shows the app no such channel. Check its id and, if it is private, write “/invite @Countersign” there.',
      )
    case 'refused':
      return channelRefused(`Slack refused to show that channel (${answer.error}). Install the app again.`)
    case 'rate-limited':
    case 'failed':
      return refused({
        code: 'unavailable',
        sentence: 'Slack did not answer, so the channel could not be checked. Nothing was saved; try again.',
        retryAfterSeconds: 5,
      })
  }
}

const channelRefused = (sentence: string): Refused => refused({ code: 'channel-refused', sentence })
