import { canonicalJson, sha256 } from '../../domain/canonical-json.ts'
import type { SlackAnswer } from '../../domain/slack/answer.ts'
import type { ApprovalReader, Dossier } from '../../ports/approval-reader.ts'
import type { Log } from '../../ports/log.ts'
import type { SlackClient, SlackContent, SlackPosted } from '../../ports/slack-client.ts'
import type { SlackMessageKey, SlackMessageRow } from '../../ports/slack-store.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { projectDossier } from '../../present/present-approval.ts'
import { renderMessage } from '../../present/slack/render-message.ts'
import { heedFailure } from './heed-failure.ts'
import { slackMessageJob } from './plan-slack-message.ts'
import { takeTurn } from './take-turn.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly reader: Pick<ApprovalReader, 'dossier'>
  readonly slack: SlackClient
  readonly publicUrl: string
  readonly log: Log
  readonly random: () => number
}

/** Shown a moment after it is over, not a moment before. */
const AFTER_UNDO_MS = 100

/**
 * Brings one message up to the approval's latest state. Three steps, and what is true if the process dies between them:
 *
 * 1. In a transaction: is there anything new to show, and is it our turn? A first post is written down (`postingSince`)
 *    before it is made. Dying after this: the next run looks in the channel for the message before it posts one.
 * 2. The call, outside any transaction.
 * 3. In a transaction: what came of it. Dying before this: an update is made again, which changes nothing.
 */
export async function updateSlackMessage(deps: Deps, key: SlackMessageKey): Promise<void> {
  const dossier = await deps.reader.dossier(key.approvalId)
  if (!dossier) return
  const step = await deps.unitOfWork.transaction((stores) => prepare(stores, deps, key, dossier))
  switch (step.kind) {
    case 'nothing':
      return
    case 'find': {
      const found = await deps.slack.findPosted(key.workspaceId, { ...place(key), since: step.since })
      return deps.unitOfWork.transaction((stores) => recordFound(stores, deps, key, found))
    }
    case 'post': {
      const posted = await deps.slack.post(key.workspaceId, { ...place(key), content: step.content })
      return deps.unitOfWork.transaction((stores) => recordSent(stores, deps, key, { ...step, dossier }, posted))
    }
    case 'update': {
      const { ts, content } = step
      const answer = await deps.slack.update(key.workspaceId, { ...place(key), ts, content })
      const updated: SlackAnswer<SlackPosted> =
        answer.kind === 'ok' ? { kind: 'ok', value: { channelId: key.channelId, ts } } : answer
      return deps.unitOfWork.transaction((stores) => recordSent(stores, deps, key, { ...step, dossier }, updated))
    }
  }
}

const place = ({ approvalId, channelId }: SlackMessageKey) => ({ channelId, mark: { type: 'case', id: approvalId } })

type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'find'; readonly since: Date }
  | { readonly kind: 'post'; readonly content: SlackContent; readonly fingerprint: string }
  | { readonly kind: 'update'; readonly ts: string; readonly content: SlackContent; readonly fingerprint: string }

const NOTHING: Step = { kind: 'nothing' }

async function prepare(stores: Stores, deps: Deps, key: SlackMessageKey, dossier: Dossier): Promise<Step> {
  const row = await stores.slack.messages.lock(key)
  if (!row || row.stoppedBecause !== null) return NOTHING
  const now = await stores.now()
  const projection = projectDossier(dossier, deps.publicUrl)
  const content = renderMessage(projection, { caseDigest: dossier.approval.caseDigest, now })
  const fingerprint = sha256(canonicalJson(content)).toString('base64url')
  if (row.ts !== null && row.fingerprint === fingerprint) return NOTHING
  // Over before it was ever shown: nobody needs to hear of it.
  if (row.ts === null && row.postingSince === null && !projection.open) return NOTHING
  const lane = `${row.ts === null ? 'post' : 'update'}:${key.channelId}`
  const turn = await takeTurn(stores, { ...row, lane }, now, deps.random)
  if (turn.kind === 'later') {
    await stores.slack.messages.write({ ...row, turnAt: turn.turnAt }, now)
    await stores.jobs.add(slackMessageJob(key, turn.delayMs))
    return NOTHING
  }
  if (row.ts !== null) return { kind: 'update', ts: row.ts, content, fingerprint }
  if (row.postingSince !== null) return { kind: 'find', since: row.postingSince }
  await stores.slack.messages.write({ ...row, postingSince: now }, now)
  return { kind: 'post', content, fingerprint }
}

async function recordFound(
  stores: Stores,
  deps: Deps,
  key: SlackMessageKey,
  found: SlackAnswer<SlackPosted | null>,
): Promise<void> {
  const row = await stores.slack.messages.lock(key)
  // Another run has found or posted it meanwhile.
  if (!row || row.ts !== null) return
  if (found.kind !== 'ok' && found.kind !== 'refused') return recordFailure(stores, deps, row, found)
  // A workspace that does not let us look is posted to again: told twice is better than not told.
  if (found.kind === 'refused')
    deps.log.warn({ ...key, error: found.error }, 'Slack does not let us look for a message that may be there')
  const ts = found.kind === 'ok' ? (found.value?.ts ?? null) : null
  await stores.slack.messages.write({ ...row, ts, postingSince: null, turnAt: null }, await stores.now())
  await stores.jobs.add(slackMessageJob(key))
}

async function recordSent(
  stores: Stores,
  deps: Deps,
  key: SlackMessageKey,
  sent: { readonly fingerprint: string; readonly dossier: Dossier },
  answer: SlackAnswer<SlackPosted>,
): Promise<void> {
  const row = await stores.slack.messages.lock(key)
  if (!row) return
  if (answer.kind !== 'ok') return recordFailure(stores, deps, row, answer)
  const now = await stores.now()
  const shown = { ts: answer.value.ts, fingerprint: sent.fingerprint, postingSince: null, turnAt: null }
  await stores.slack.messages.write({ ...row, ...shown }, now)
  await stores.slack.pace.resume(key.workspaceId)
  const undoUntil = sent.dossier.decision?.undoUntil
  if (undoUntil && undoUntil > now) {
    const delayMs = undoUntil.getTime() - now.getTime() + AFTER_UNDO_MS
    // Under a key of its own: under the message's it would put off news that is waiting to be shown.
    await stores.jobs.add({ ...slackMessageJob(key, delayMs), key: `slack-undo:${Object.values(key).join(':')}` })
  }
}

async function recordFailure(
  stores: Stores,
  deps: Deps,
  row: SlackMessageRow,
  failure: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>,
): Promise<void> {
  const key = { approvalId: row.approvalId, workspaceId: row.workspaceId, channelId: row.channelId }
  const mayBeThere = failure.kind === 'failed' && failure.mayHaveHappened
  const postingSince = mayBeThere ? row.postingSince : null
  const remedy = await heedFailure(stores, deps, { workspaceId: row.workspaceId, failure, about: key })
  const stoppedBecause = remedy.kind === 'stop' && isOwn(failure) ? remedy.because : null
  await stores.slack.messages.write({ ...row, postingSince, turnAt: null, stoppedBecause }, await stores.now())
  if (remedy.kind === 'again') await stores.jobs.add(slackMessageJob(key, remedy.delayMs))
}

/** A workspace may be installed again, and then its messages go on; a deleted message does not come back. */
const isOwn = (failure: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>): boolean =>
  failure.kind === 'gone' && failure.what !== 'workspace'
