import type { UserId } from '@countersign/shared/ids'
import type { MySlackView } from '@countersign/shared/slack'
import type { UnitOfWork } from '../../../ports/unit-of-work.ts'
import { type Answer, ok } from '../../answer.ts'

export interface MySlackDeps {
  readonly unitOfWork: UnitOfWork
  readonly slackSignIn: object | null
}

/** The Slack accounts of one person, after whatever they changed. */
export async function answerMySlack({ unitOfWork, slackSignIn }: MySlackDeps, userId: UserId): Promise<Answer> {
  const links = await unitOfWork.transaction(({ slackLinks }) => slackLinks.ofUser(userId))
  const view: MySlackView = { canLink: slackSignIn !== null, links: links.map((link) => ({ ...link })) }
  return ok(view)
}
