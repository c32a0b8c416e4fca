import type { NoticeId } from '@countersign/shared/ids'
import { channelsFor } from '../../domain/notices/channels-for.ts'
import { dueAt } from '../../domain/notices/due-at.ts'
import { isCurrent } from '../../domain/notices/is-current.ts'
import type { Notice, Recipient } from '../../domain/notices/notice.ts'
import { NO_WISH } from '../../domain/notices/watch.ts'
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
  const notices = await stores.notices.lockCompanions(first, MAX_PACKED)
  const recipient = await stores.notices.recipient(first.userId, null)
  if (!recipient) return null
  const packed =
    first.kind === 'digest'
      ? await packDigest(deps, stores, first, recipient)
      : await pack(deps, stores, { notices, now }, recipient)
  const [entry, ...entries] = packed.entries
  if (!entry) return null
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

async function pack(
  deps: PackDeps,
  stores: Stores,
  { notices, now }: { readonly notices: readonly Notice[]; readonly now: Date },
  recipient: Recipient,
): Promise<Packed> {
  const about = notices.flatMap(({ approvalId }) => approvalId ?? [])
  const dossiers = await stores.reader.dossiers([...new Set(about)], recipient.user.id)
  const ids: NoticeId[] = []
  const found = new Map<string, ParcelEntry>()
  const held: Notice[] = []
  const dropped = new Map<string, NoticeId[]>()
  for (const notice of notices) {
    const verdict = judge(deps, notice, notice.approvalId ? dossiers.get(notice.approvalId) : undefined, recipient, now)
    if (verdict.kind === 'drop') dropped.set(verdict.why, [...(dropped.get(verdict.why) ?? []), notice.id])
    if (verdict.kind === 'hold') held.push({ ...notice, dueAt: verdict.dueAt })
    if (verdict.kind !== 'tell') continue
    const { entry } = verdict
    ids.push(notice.id)
    const known = found.get(entry.dossier.approval.id)
    if (!known || URGENCY[entry.kind] < URGENCY[known.kind]) found.set(entry.dossier.approval.id, entry)
  }
  for (const [why, those] of dropped) await stores.notices.settle(those, 'dropped', why)
  if (held.length > 0) await stores.notices.hold(held)
  await stores.jobs.add(...held.map((notice) => sendNoticeJob(notice, now, 0)))
  const entries = [...found.values()].sort(byUrgency)
  return { ids, entries: entries.slice(0, MAX_LISTED), more: Math.max(0, entries.length - MAX_LISTED) }
}

type Verdict =
  | { readonly kind: 'tell'; readonly entry: ParcelEntry }
  | { readonly kind: 'hold'; readonly dueAt: Date }
  | { readonly kind: 'drop'; readonly why: string }

/** Whether it is still to be told, and now; or why not. */
function judge(
  deps: PackDeps,
  notice: Notice,
  dossier: Dossier | undefined,
  { user, preferences }: Recipient,
  now: Date,
): Verdict {
  const { kind, channel } = notice
  if (kind === 'digest' || !dossier) return { kind: 'drop', why: 'gone' }
  const { approval, votes, callback } = dossier
  const recipient: Recipient = { user, preferences, watch: dossier.watch ?? NO_WISH }
  if (!isCurrent(notice, approval, callback?.status ?? null)) return { kind: 'drop', why: 'no longer so' }
  if (whoIsTold(kind, approval, votes, [recipient]).length === 0) return { kind: 'drop', why: 'not theirs to hear' }
  if (!channelsFor(kind, preferences, deps.reach(recipient)).includes(channel))
    return { kind: 'drop', why: 'not wished' }
  const due = dueAt(kind, preferences, recipient.watch.snoozedUntil, now)
  return due <= now ? { kind: 'tell', entry: { kind, dossier } } : { kind: 'hold', dueAt: due }
}

/** What waits for the person by now; nothing waits, nothing is sent. */
async function packDigest(
  deps: PackDeps,
  stores: Stores,
  { id, channel }: WaitingNotice,
  recipient: Recipient,
): Promise<Packed> {
  const wished = channelsFor('digest', recipient.preferences, deps.reach(recipient)).includes(channel)
  const waiting = wished ? await listWaiting(stores.reader, recipient.user, MAX_LISTED) : { dossiers: [], count: 0 }
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
