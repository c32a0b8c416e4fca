import type { NoticeId } from '@countersign/shared/ids'
import { channelsFor } from '../../domain/notices/channels-for.ts'
import { dueAt } from '../../domain/notices/due-at.ts'
import { isCurrent } from '../../domain/notices/is-current.ts'
import type { Notice, Recipient } from '../../domain/notices/notice.ts'
import { whoIsTold } from '../../domain/notices/who-is-told.ts'
import type { Dossier } from '../../ports/approval-reader.ts'
import type { Reach, WaitingNotice } from '../../ports/notices.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { listWaiting } from './list-waiting.ts'
import { sendNoticeJob } from './send-notice-job.ts'

export interface PackDeps {
  readonly reach: Reach
}

export interface ParcelEntry {
  readonly kind: Exclude<Notice['kind'], 'digest'>
  readonly dossier: Dossier
}

/** What goes to one person on one channel now. */
export interface Parcel {
  readonly letter: NoticeId
  readonly ids: readonly NoticeId[]
  readonly channel: Notice['channel']
  readonly recipient: Recipient
  readonly digest: boolean
  readonly entries: readonly [ParcelEntry, ...ParcelEntry[]]
  /** Beyond those listed. */
  readonly more: number
}

/** More in one message nobody reads; the rest is a number. */
const MAX_LISTED = 20
/** More at a time would hold the transaction for longer than a second; what is left travels in the next message. */
const MAX_PACKED = 500

const URGENCY = { escalation: 0, reminder: 1, request: 2, outcome: 3 } as const

/**
 * Puts together what one person is told now: everything due that is still so and still theirs to hear. What is not is
 * dropped, what they want later is held. Written down before it is sent.
 */
export async function packNotices(deps: PackDeps, stores: Stores, id: NoticeId): Promise<Parcel | null> {
  const first = await stores.notices.lockWaiting(id)
  if (!first) return null
  const now = await stores.now()
  if (first.dueAt > now) {
    await stores.jobs.add(sendNoticeJob(first, now, 0))
    return null
  }
  const companions = await stores.notices.lockCompanions(first, MAX_PACKED)
  const packed = first.kind === 'digest' ? await packDigest(deps, stores, first) : await pack(deps, stores, companions)
  const [entry, ...entries] = packed.entries
  const recipient = await stores.notices.recipient(first.userId, null)
  if (!entry || !recipient) return null
  const letter = first.letter ?? packed.ids[0] ?? first.id
  await stores.notices.writeLetter(letter, packed.ids)
  const { channel } = first
  return { letter, channel, recipient, digest: first.kind === 'digest', ...packed, entries: [entry, ...entries] }
}

interface Packed {
  readonly ids: readonly NoticeId[]
  readonly entries: readonly ParcelEntry[]
  readonly more: number
}

async function pack(deps: PackDeps, stores: Stores, notices: readonly Notice[]): Promise<Packed> {
  const ids: NoticeId[] = []
  const found = new Map<string, ParcelEntry>()
  for (const notice of notices) {
    const entry = await judge(deps, stores, notice)
    if (!entry) continue
    ids.push(notice.id)
    const known = found.get(entry.dossier.approval.id)
    if (!known || URGENCY[entry.kind] < URGENCY[known.kind]) found.set(entry.dossier.approval.id, entry)
  }
  const entries = [...found.values()].sort(byUrgency)
  return { ids, entries: entries.slice(0, MAX_LISTED), more: Math.max(0, entries.length - MAX_LISTED) }
}

/** What is still to be told, or why not. */
async function judge(deps: PackDeps, stores: Stores, notice: Notice): Promise<ParcelEntry | null> {
  const { id, kind, approvalId, userId, channel } = notice
  if (kind === 'digest' || approvalId === null) return null
  const recipient = await stores.notices.recipient(userId, approvalId)
  const dossier = await stores.reader.dossier(approvalId)
  const drop = async (why: string) => {
    await stores.notices.settle([id], 'dropped', why)
    return null
  }
  if (!recipient || !dossier) return drop('gone')
  const { approval, votes, callback } = dossier
  if (!isCurrent(notice, approval, callback?.status ?? null)) return drop('no longer so')
  if (whoIsTold(kind, approval, votes, [recipient]).length === 0) return drop('not theirs to hear')
  if (!channelsFor(kind, recipient.preferences, deps.reach(recipient)).includes(channel)) return drop('not wished')
  const now = await stores.now()
  const due = dueAt(kind, recipient.preferences, recipient.watch.snoozedUntil, now)
  if (due <= now) return { kind, dossier }
  await stores.notices.hold(id, due)
  await stores.jobs.add(sendNoticeJob({ ...notice, dueAt: due }, now, 0))
  return null
}

/** What waits for the person by now; nothing waits, nothing is sent. */
async function packDigest(deps: PackDeps, stores: Stores, notice: WaitingNotice): Promise<Packed> {
  const { id, userId, channel } = notice
  const recipient = await stores.notices.recipient(userId, null)
  const wished =
    recipient && channelsFor('digest', recipient.preferences, deps.reach(recipient)).includes(channel)
      ? recipient
      : null
  const waiting = wished ? await listWaiting(stores.reader, wished.user, MAX_LISTED) : { dossiers: [], count: 0 }
  if (waiting.dossiers.length === 0)
    await stores.notices.settle([id], 'dropped', wished ? 'nothing waits' : 'not wished')
  return {
    ids: waiting.dossiers.length === 0 ? [] : [id],
    entries: waiting.dossiers.map((dossier) => ({ kind: 'request', dossier })),
    more: Math.max(0, waiting.count - waiting.dossiers.length),
  }
}

/** The urgent kinds first, then the soonest deadline. */
function byUrgency(a: ParcelEntry, b: ParcelEntry): number {
  const soon = ({ dossier }: ParcelEntry) => dossier.approval.deadline?.at.getTime() ?? Number.MAX_SAFE_INTEGER
  return URGENCY[a.kind] - URGENCY[b.kind] || soon(a) - soon(b)
}
