import type { ApprovalId, CommentId } from '@countersign/shared/ids'
import type { Comment } from '../../domain/approval.ts'
import { approvalQueue } from '../../domain/job-queues.ts'
import type { SlackAnswer } from '../../domain/slack/answer.ts'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import type { Log } from '../../ports/log.ts'
import type { SlackClient, SlackPosted } from '../../ports/slack-client.ts'
import type { SlackMessageRow, SlackReplyKey } from '../../ports/slack-store.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { renderReply } from '../../present/slack/render-reply.ts'
import { heedFailure } from './heed-failure.ts'
import { takeTurn } from './take-turn.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly reader: Pick<ApprovalReader, 'dossier'>
  readonly slack: SlackClient
  readonly log: Log
  readonly random: () => number
}

export interface PostSlackReplyCommand {
  readonly approvalId: ApprovalId
  readonly commentId: CommentId
}

/** A reply waits this long for the message it stands under; what was never posted has no thread. */
const PATIENCE_MS = 600_000
const LOOK_AGAIN_MS = 2_000

/** Copies a comment into the thread under each message about its approval, once each, and never back to where it came from. */
export async function postSlackReply(deps: Deps, command: PostSlackReplyCommand): Promise<void> {
  const dossier = await deps.reader.dossier(command.approvalId)
  const comment = dossier?.comments.find(({ id }) => id === command.commentId)
  if (!comment) return
  const messages = await deps.unitOfWork.transaction(({ slack }) => slack.messages.ofApproval(command.approvalId))
  const waits: number[] = []
  for (const message of messages) {
    if (message.stoppedBecause !== null) continue
    const wait = await postUnder(deps, message, comment)
    if (wait !== null) waits.push(wait)
  }
  if (waits.length === 0) return
  await deps.unitOfWork.transaction(({ jobs }) =>
    jobs.add({
      name: 'slack-reply',
      payload: command,
      key: `slack-reply:${command.commentId}`,
      queue: approvalQueue('slack-reply', command.approvalId),
      delayMs: Math.min(...waits),
    }),
  )
}

type Step =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly delayMs: number }
  | { readonly kind: 'find'; readonly since: Date; readonly threadTs: string }
  | { readonly kind: 'post'; readonly threadTs: string }

/** How long to wait before the next try; `null`: nothing is left to do there. */
async function postUnder(deps: Deps, message: SlackMessageRow, comment: Comment): Promise<number | null> {
  const { workspaceId, channelId } = message
  const key: SlackReplyKey = { commentId: comment.id, workspaceId, channelId }
  const step = await deps.unitOfWork.transaction((stores) => prepare(stores, deps, key, message, comment))
  if (step.kind === 'done') return null
  if (step.kind === 'later') return step.delayMs
  const place = { channelId, threadTs: step.threadTs, mark: { type: 'comment', id: comment.id } }
  if (step.kind === 'find') {
    const found = await deps.slack.findPosted(workspaceId, { ...place, since: step.since })
    return deps.unitOfWork.transaction((stores) => record(stores, deps, key, found))
  }
  const posted = await deps.slack.post(workspaceId, { ...place, content: renderReply(comment) })
  return deps.unitOfWork.transaction((stores) => record(stores, deps, key, posted))
}

async function prepare(
  stores: Stores,
  deps: Deps,
  key: SlackReplyKey,
  { ts }: SlackMessageRow,
  { at }: Comment,
): Promise<Step> {
  const now = await stores.now()
  if (ts === null)
    return now.getTime() - at.getTime() < PATIENCE_MS ? { kind: 'later', delayMs: LOOK_AGAIN_MS } : { kind: 'done' }
  const row = await stores.slack.replies.lock(key, now)
  if (row.ts !== null) return { kind: 'done' }
  const turn = await takeTurn(stores, { ...row, lane: `post:${key.channelId}` }, now, deps.random)
  if (turn.kind === 'later') {
    await stores.slack.replies.write({ ...row, turnAt: turn.turnAt })
    return { kind: 'later', delayMs: turn.delayMs }
  }
  if (row.postingSince !== null) return { kind: 'find', since: row.postingSince, threadTs: ts }
  // Written before it is posted: dying in between, the next run looks in the thread first.
  await stores.slack.replies.write({ ...row, postingSince: now })
  return { kind: 'post', threadTs: ts }
}

async function record(
  stores: Stores,
  deps: Deps,
  key: SlackReplyKey,
  answer: SlackAnswer<SlackPosted | null>,
): Promise<number | null> {
  const row = await stores.slack.replies.lock(key, await stores.now())
  if (answer.kind === 'ok') {
    const ts = answer.value?.ts ?? null
    await stores.slack.replies.write({ ...row, ts, postingSince: null, turnAt: null })
    await stores.slack.pace.resume(key.workspaceId)
    return ts === null ? 0 : null
  }
  const mayBeThere = answer.kind === 'failed' && answer.mayHaveHappened
  await stores.slack.replies.write({ ...row, postingSince: mayBeThere ? row.postingSince : null, turnAt: null })
  const remedy = await heedFailure(stores, deps, { workspaceId: key.workspaceId, failure: answer, about: key })
  return remedy.kind === 'again' ? remedy.delayMs : null
}
