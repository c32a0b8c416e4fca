import { type ApprovalId, commentId, type TeamId, teamId } from '@countersign/shared/ids'
import { z } from 'zod'
import { addSeconds } from '../../domain/deadline.ts'
import { approvalQueue } from '../../domain/job-queues.ts'
import type { SlackMessageKey } from '../../ports/slack-store.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import type { Announcement } from '../announcements/announce.ts'
import { planSlackMessage, slackMessageJob } from './plan-slack-message.ts'
import { slackHomeJob } from './show-slack-home.ts'

/** An App Home looked at this recently is probably still on somebody's screen. */
const HOME_OPEN_S = 1_800
const MAX_HOMES = 50
/** Changes within this time are shown at once. */
const HOME_DELAY_MS = 500

const commented = z.looseObject({ commentId })

/** Slack's part of an announcement: a message where the team's approvals go, the news to those that exist already. */
export async function announceToSlack(stores: Stores, { dossier, entries, at }: Announcement): Promise<void> {
  const { id: approvalId, team, status, standing } = dossier.approval
  // A later stage or an escalation brings in other teams, each with its own channel.
  const teams = [
    ...new Set([team, ...standing.asked.flatMap(({ kind, id }) => (kind === 'team' ? [teamId.parse(id)] : []))]),
  ]
  const existing = await stores.slack.messages.ofApproval(approvalId)
  for (const message of existing) await stores.jobs.add(slackMessageJob(message))
  if (status === 'pending') for (const each of teams) await showTo(stores, approvalId, each, existing)
  for (const { type, data } of entries)
    if (type === 'approval.commented')
      await stores.jobs.add({
        name: 'slack-reply',
        payload: { approvalId, commentId: commented.parse(data).commentId },
        queue: approvalQueue('slack-reply', approvalId),
      })
  const since = addSeconds(at, -HOME_OPEN_S)
  for (const each of teams)
    for (const home of await stores.slack.homes.openSince(each, since, MAX_HOMES))
      await stores.jobs.add(slackHomeJob(home, HOME_DELAY_MS))
}

async function showTo(
  stores: Stores,
  approvalId: ApprovalId,
  team: TeamId,
  existing: readonly SlackMessageKey[],
): Promise<void> {
  for (const { workspaceId, channelId } of await stores.slack.routes.ofTeam(team))
    if (!existing.some((each) => each.workspaceId === workspaceId && each.channelId === channelId))
      await planSlackMessage(stores, { approvalId, workspaceId, channelId }, null)
}
