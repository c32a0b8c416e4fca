import { approvalOf, type StoredDeed, storedDeed } from '../../domain/slack-in/deed.ts'
import type { JobPayloads } from '../../ports/jobs.ts'
import type { Log } from '../../ports/log.ts'
import type { SlackClient } from '../../ports/slack-client.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { recordDenial } from '../record-denial.ts'
import { slackHomeJob } from '../slack/show-slack-home.ts'
import { findPerson } from './find-person.ts'
import { type DeedDeps, performDeed } from './perform-deed.ts'
import { inboxLink, isForStranger, settingsLink } from './slack-sentences.ts'
import { tellPerson } from './tell-person.ts'

interface Deps extends DeedDeps {
  readonly unitOfWork: UnitOfWork
  readonly slack: SlackClient
  readonly publicUrl: string
  readonly log: Log
}

type Job = JobPayloads['slack-action']

/** Later than this an answer is about something its reader has long left; the message shows how it stands. */
const STALE_ANSWER_MS = 10 * 60_000

/**
 * The `slack-action` job. What was asked and that it is settled are one transaction; the answer to the person comes
 * after it and may come twice, when the process dies between the two.
 */
export async function settleDeed(deps: Deps, job: Job): Promise<void> {
  const stored = storedDeed.parse(job.action)
  const answer = await deps.unitOfWork.transaction((stores) => settleOnce(deps, stores, job.messageId, stored))
  if (answer === null) return
  const { actor, place, deed } = stored
  const told = await tellPerson(deps, actor, place, {
    id: job.messageId,
    sentence: answer,
    // What they typed. A reply stands in the thread anyway.
    kept: deed.kind === 'vote' ? deed.comment : null,
    link: isForStranger(answer) ? settingsLink(deps.publicUrl) : inboxLink(deps.publicUrl, approvalOf(deed)),
  })
  switch (told.kind) {
    case 'told':
      return
    case 'rate-limited':
      await deps.unitOfWork.transaction((stores) =>
        stores.jobs.add({ name: 'slack-action', payload: job, delayMs: told.afterMs }),
      )
      return
    case 'gone':
    case 'refused':
      deps.log.warn({ workspaceId: actor.workspaceId, error: told.error }, 'nobody could be told in Slack')
      return
    case 'failed':
      throw new Error(`Slack did not take the answer: ${told.error}`)
  }
}

async function settleOnce(deps: Deps, stores: Stores, messageId: string, stored: StoredDeed): Promise<string | null> {
  const { actor, deed } = stored
  const { workspaceId } = actor
  const message = await stores.slackInbox.lock(workspaceId, messageId)
  if (!message) return null
  const late = (await stores.now()).getTime() - message.receivedAt.getTime() > STALE_ANSWER_MS
  if (message.settled) return late ? null : message.answer
  const principal = await findPerson(stores, actor)
  if (principal.kind === 'stranger') {
    await stores.slackInbox.settle(workspaceId, messageId, 'refused', principal.sentence)
    return late ? null : principal.sentence
  }
  const { result, sentence, refusal } = await performDeed(deps, stores, principal, stored)
  await stores.slackInbox.settle(workspaceId, messageId, result, sentence)
  // Their own queue shows it gone; everybody else's is told by the announcement.
  await stores.jobs.add(slackHomeJob({ workspaceId, slackUserId: actor.userId }))
  const action = deed.kind === 'reply' ? 'comment' : deed.kind
  if (refusal && action !== 'watch') {
    const unitOfWork: UnitOfWork = { transaction: (work) => work(stores) }
    await recordDenial(unitOfWork, principal, action, approvalOf(deed), refusal)
  }
  return late ? null : sentence
}
