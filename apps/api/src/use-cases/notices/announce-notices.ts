import { z } from 'zod'
import { audienceIds } from '../../domain/notices/audience-ids.ts'
import { isCurrent } from '../../domain/notices/is-current.ts'
import { subjectOf } from '../../domain/notices/notice.ts'
import { remindAt } from '../../domain/notices/remind-at.ts'
import { whoIsTold } from '../../domain/notices/who-is-told.ts'
import { stageOf } from '../../domain/policy/escalate.ts'
import { asked } from '../../domain/policy/plan.ts'
import type { AuditRow, Dossier } from '../../ports/approval-reader.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import type { Announce } from '../announcements/announce.ts'
import { type WriteNoticesDeps, writeNotices } from './write-notices.ts'

/** After these people are asked: once a stage, and after an undo only those whose notice was dropped meanwhile. */
const ASKING = ['approval.requested', 'approval.superseded', 'approval.revived', 'approval.voted', 'approval.undone']
const ENDING = ['approval.expired', 'approval.withdrawn']

/** The announcer of notices: from what changed, and from how the approval stands by now, to who is told. */
export const announceNotices =
  (deps: WriteNoticesDeps): Announce =>
  async (stores, { dossier, entries, at }) => {
    const types = new Set(entries.map(({ type }) => type))
    if (ASKING.some((type) => types.has(type))) await ask(deps, stores, dossier, at)
    const handed = entries.findLast(({ type }) => type === 'approval.reassigned')
    if (handed) await tellSuccessor(deps, stores, dossier, handed, at)
    if (types.has('approval.escalated')) await askNext(deps, stores, dossier, at)
    for (const outcome of outcomesOf(types, dossier)) await tell(deps, stores, dossier, outcome, at)
  }

async function ask(deps: WriteNoticesDeps, stores: Stores, { approval, votes }: Dossier, at: Date): Promise<void> {
  if (approval.status !== 'pending') return
  const { attempt, standing, plan } = approval
  const reminder = remindAt(approval)
  if (reminder) await stores.reminders.schedule(approval.id, attempt.number, reminder)
  const people = await stores.notices.recipients(approval.id, audienceIds(standing.asked))
  const isFirst = standing.stage === plan.stages[0].id
  const subject = isFirst ? subjectOf.question(attempt.number) : subjectOf.stage(attempt.number, standing.stage)
  const news = { approval, kind: 'request', subject, from: at } as const
  await writeNotices(deps, stores, news, whoIsTold('request', approval, votes, people))
}

const handedTo = z.looseObject({ to: asked })

/** Whoever it was handed to, though they may have been asked before. */
async function tellSuccessor(
  deps: WriteNoticesDeps,
  stores: Stores,
  { approval, votes }: Dossier,
  entry: AuditRow,
  at: Date,
): Promise<void> {
  if (approval.status !== 'pending') return
  const { to } = handedTo.parse(entry.data)
  const people = await stores.notices.recipients(approval.id, audienceIds([to]))
  const subject = subjectOf.handOver(approval.attempt.number, entry.at)
  const news = { approval, kind: 'request', subject, from: at } as const
  const others = people.filter(({ user }) => user.id !== entry.actor.id)
  await writeNotices(deps, stores, news, whoIsTold('request', approval, votes, others))
}

/** Those it went to, not those who had been asked before. */
async function askNext(deps: WriteNoticesDeps, stores: Stores, { approval, votes }: Dossier, at: Date): Promise<void> {
  if (approval.status !== 'pending' || !approval.escalated.includes(approval.standing.stage)) return
  const people = await stores.notices.recipients(approval.id, audienceIds(stageOf(approval).escalation?.to ?? []))
  const subject = subjectOf.escalation(approval.attempt.number, approval.standing.stage)
  const news = { approval, kind: 'escalation', subject, from: at } as const
  await writeNotices(deps, stores, news, whoIsTold('escalation', approval, votes, people))
}

interface OutcomeNews {
  readonly subject: string
  /** Later than now while it can be undone. */
  readonly from: Date | null
  /** Who did it just now, and knows. */
  readonly except: string | null
}

function outcomesOf(types: ReadonlySet<string>, { approval, callback }: Dossier): readonly OutcomeNews[] {
  switch (approval.status) {
    case 'pending':
      return []
    case 'approved':
    case 'rejected': {
      const { id, undoUntil, decidedBy } = approval.decision
      const decided = { subject: subjectOf.decision(id), from: undoUntil, except: decidedBy.at(-1)?.id ?? null }
      // A decision without effect is news to who made it, too.
      const missed = { subject: subjectOf.delivery(id), from: null, except: null }
      return [
        ...(types.has('approval.decided') ? [decided] : []),
        ...(types.has('callback.failed') &&
        isCurrent({ kind: 'outcome', subject: missed.subject }, approval, callback?.status ?? null)
          ? [missed]
          : []),
      ]
    }
    case 'expired':
    case 'withdrawn':
      return ENDING.some((type) => types.has(type))
        ? [{ subject: subjectOf.end(approval.attempt.number), from: null, except: null }]
        : []
  }
}

async function tell(
  deps: WriteNoticesDeps,
  stores: Stores,
  { approval, votes }: Dossier,
  { subject, from, except }: OutcomeNews,
  at: Date,
): Promise<void> {
  const names = [...(approval.requestedBy ? [approval.requestedBy.id] : []), ...votes.map(({ by }) => by.id)]
  const people = await stores.notices.recipientsNamed(approval.id, names)
  const told = whoIsTold('outcome', approval, votes, people).filter(({ user }) => user.id !== except)
  // Nothing has to be done by a deadline any more.
  const about = { id: approval.id, deadline: null }
  await writeNotices(
    deps,
    stores,
    { approval: about, kind: 'outcome', subject, from: from && from > at ? from : at },
    told,
  )
}
