import type { Principal } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { slackHomeJob } from '../slack/show-slack-home.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

/** From this moment nothing the Slack account does counts as this person's. Without a link there is nothing to do. */
export const removeLink = (
  { unitOfWork }: Deps,
  principal: Extract<Principal, { kind: 'user' }>,
  workspaceId: string,
): Promise<void> =>
  unitOfWork.transaction(async (stores) => {
    const slackUserId = await stores.slackLinks.remove(workspaceId, principal.user.id)
    if (slackUserId === undefined) return
    await stores.jobs.add(slackHomeJob({ workspaceId, slackUserId }))
    await stores.audit.append({
      type: 'slack.unlinked',
      approvalId: null,
      actor: actorOf(principal),
      at: await stores.now(),
      data: { workspaceId, slackUserId },
    })
  })
