import type { ApprovalId } from '@countersign/shared/ids'
import type { PendingApproval } from '../../domain/approval.ts'
import { approvalQueue } from '../../domain/job-queues.ts'
import { stageOf } from '../../domain/policy/escalate.ts'
import { timersOf } from '../../domain/policy/timers.ts'
import type { Job } from '../../ports/jobs.ts'
import type { StageKey } from '../../ports/stage-timers.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

type Waiting = Pick<PendingApproval, 'id' | 'attempt' | 'standing'>

export const stageKeyOf = ({ id, attempt, standing }: Waiting): StageKey => ({
  approvalId: id,
  attempt: attempt.number,
  stage: standing.stage,
})

/** A job knows delays up to 24 days; one that comes early puts itself off again. */
const MAX_DELAY_MS = 7 * 86_400_000

/** One waits for an approval: the later one knows more. */
export const tendStageJob = (approvalId: ApprovalId, delayMs = 0): Job => ({
  name: 'tend-stage',
  payload: { approvalId },
  key: `tend-stage:${approvalId}`,
  queue: approvalQueue('tend-stage', approvalId),
  delayMs: Math.round(Math.min(Math.max(0, delayMs), MAX_DELAY_MS)),
})

/** A stage begins: its timers are planned in the transaction that makes it wait. Most stages have none. */
export async function beginStage(
  stores: Pick<Stores, 'stageTimers' | 'jobs'>,
  approval: PendingApproval,
  now: Date,
): Promise<void> {
  const timers = timersOf(approval, stageOf(approval), now)
  await stores.stageTimers.plan(stageKeyOf(approval), timers)
  if (timers.length > 0 || mayBeEscalated(approval)) await stores.jobs.add(tendStageJob(approval.id))
}

/** Somebody has voted, or took a vote back: is there still anybody who could complete the stage? */
export async function reviewStage(stores: Pick<Stores, 'jobs'>, approval: PendingApproval): Promise<void> {
  if (mayBeEscalated(approval) || approval.plan.remindAfterSeconds.length > 0)
    await stores.jobs.add(tendStageJob(approval.id))
}

export const mayBeEscalated = (approval: PendingApproval): boolean =>
  stageOf(approval).escalation !== null && !approval.escalated.includes(approval.standing.stage)
