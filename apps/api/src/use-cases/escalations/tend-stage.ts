import type { ApprovalId } from '@countersign/shared/ids'
import type { PendingApproval } from '../../domain/approval.ts'
import { audienceIds } from '../../domain/notices/audience-ids.ts'
import { subjectOf } from '../../domain/notices/notice.ts'
import { whoIsTold } from '../../domain/notices/who-is-told.ts'
import { COUNTERSIGN } from '../../domain/own-actors.ts'
import { escalate, nobodyLeft, stageOf, voicesOf } from '../../domain/policy/escalate.ts'
import type { Timer } from '../../domain/policy/timers.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { type WriteNoticesDeps, writeNotices } from '../notices/write-notices.ts'
import { mayBeEscalated, stageKeyOf, tendStageJob } from './begin-stage.ts'

interface Deps extends WriteNoticesDeps {
  readonly unitOfWork: UnitOfWork
}

/** Somebody moved the approval while it was judged: looked at again in a moment. */
const AGAIN_MS = 500

/**
 * Does what has come due in the stage that waits, and nothing when it waits no longer: escalates it, when its time is
 * over or when nobody is left who could complete it, and reminds those it asks. Ends by waiting for the next timer.
 */
export async function tendStage(deps: Deps, approvalId: ApprovalId): Promise<void> {
  await deps.unitOfWork.transaction(async (stores) => {
    await stores.approvals.lock(approvalId)
    const approval = await stores.approvals.find(approvalId)
    if (approval?.status !== 'pending') return
    const now = await stores.now()
    if (approval.deadline && approval.deadline.at <= now) return
    const timers = await stores.stageTimers.open(stageKeyOf(approval))
    const due = timers.filter(({ dueAt }) => dueAt <= now)
    await remind(
      deps,
      stores,
      approval,
      due.filter(({ kind }) => kind === 'remind'),
      now,
    )
    const [next] = timers.filter(({ dueAt }) => dueAt > now)
    const cause = await causeOf(stores, approval, due)
    if (next || cause) {
      const delayMs = cause ? AGAIN_MS : (next?.dueAt.getTime() ?? 0) - now.getTime()
      await stores.jobs.add(tendStageJob(approvalId, delayMs))
    }
    if (cause) await escalateStage(stores, approval, timers, cause, now)
  })
}

interface Cause {
  readonly because: 'time' | 'nobody-left'
  readonly sentence: string
}

async function causeOf(stores: Stores, approval: PendingApproval, due: readonly Timer[]): Promise<Cause | null> {
  if (!mayBeEscalated(approval)) return null
  const { name } = stageOf(approval)
  if (due.some(({ kind }) => kind === 'escalate'))
    return { because: 'time', sentence: `The stage “${name}” had no answer in time.` }
  const asked = voicesOf(stageOf(approval), approval.escalated)
  const people = await stores.notices.recipients(approval.id, audienceIds(asked))
  const systems = await stores.directory.systemsAmong(asked.filter(({ kind }) => kind === 'integration'))
  const votes = await stores.votes.ofAttempt(approval.id, approval.attempt.number)
  const sentence = nobodyLeft(
    approval,
    votes,
    people.map(({ user }) => user),
    systems,
  )
  return sentence === null ? null : { because: 'nobody-left', sentence }
}

/** The compare-and-swap decides against a vote that comes at the same instant; the loser looks again. */
async function escalateStage(
  stores: Stores,
  approval: PendingApproval,
  timers: readonly Timer[],
  { because, sentence }: Cause,
  at: Date,
): Promise<void> {
  const votes = await stores.votes.ofAttempt(approval.id, approval.attempt.number)
  const next = escalate(approval, votes)
  if (!(await stores.approvals.change(approval, { to: 'pending', at, beforeDeadline: true, ...next }))) return
  await stores.stageTimers.settle(
    stageKeyOf(approval),
    timers.filter(({ kind }) => kind === 'escalate'),
    at,
  )
  const to = stageOf(approval).escalation?.to ?? []
  const data = { attempt: approval.attempt.number, stage: approval.standing.stage, because, sentence }
  await stores.audit.append({
    type: 'approval.escalated',
    approvalId: approval.id,
    actor: COUNTERSIGN,
    at,
    data: { ...data, to: to.map((each) => ({ ...each })) },
  })
}

async function remind(
  deps: Deps,
  stores: Stores,
  approval: PendingApproval,
  due: readonly Timer[],
  now: Date,
): Promise<void> {
  const last = due.at(-1)
  if (!last) return
  const { attempt, standing } = approval
  const votes = await stores.votes.ofAttempt(approval.id, attempt.number)
  const people = await stores.notices.recipients(approval.id, audienceIds(standing.asked))
  const subject = subjectOf.reminder(attempt.number, standing.stage, last.number)
  const news = { approval, kind: 'reminder', subject, from: now } as const
  await writeNotices(deps, stores, news, whoIsTold('reminder', approval, votes, people))
  await stores.stageTimers.settle(stageKeyOf(approval), due, now)
}
