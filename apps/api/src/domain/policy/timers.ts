import type { PendingApproval } from '../approval.ts'
import { deadlineOf, NO_TIMEOUT_SECONDS } from '../deadline.ts'
import type { Refused } from '../refusal.ts'
import { refused } from '../refusal.ts'
import { dueAfter } from './business-hours.ts'
import type { Plan, PlannedStage } from './plan.ts'

/** What time does to a stage that waits: who else is asked, and who is reminded. */
export interface Timer {
  readonly kind: 'escalate' | 'remind'
  /** Which of a stage's reminders. */
  readonly number: number
  readonly dueAt: Date
}

interface Wish {
  readonly kind: Timer['kind']
  readonly number: number
  readonly afterSeconds: number
}

type Timed = Pick<PendingApproval, 'plan' | 'attempt' | 'source' | 'timeoutSeconds'>

/** The stage's timers from the moment it begins; what would come when it is too late to decide is left out. */
export function timersOf(approval: Timed, stage: PlannedStage, begins: Date): readonly Timer[] {
  const end = lastMoment(approval)
  return wishesOf(approval.plan, stage).flatMap(({ kind, number, afterSeconds }) => {
    const dueAt = dueAfter(begins, afterSeconds, approval.plan.calendar)
    return dueAt && (!end || dueAt < end) ? [{ kind, number, dueAt }] : []
  })
}

/**
 * A reminder or an escalation that can never come in time is an error of whoever wrote the policy or the workflow, and
 * said at once. Where business hours or a late registration alone put it off too far, it is left out with a warning.
 */
export function judgeTimers(approval: Timed, begins: Date): Refused | readonly string[] {
  const window = windowSeconds(approval)
  const all = approval.plan.stages.flatMap((stage) => wishesOf(approval.plan, stage).map((wish) => ({ stage, wish })))
  const never = window === null ? [] : all.filter(({ wish }) => wish.afterSeconds >= window)
  if (never.length > 0)
    return refused({
      code: 'invalid-request',
      errors: never.map(({ stage, wish }) => ({
        pointer: '/approval/policy',
        message:
          `${nameOf(wish, stage)} comes after ${wish.afterSeconds} seconds, but the task waits for ${window} seconds only. ` +
          'Raise the timeout of the task, or lower it in the policy',
      })),
    })
  const [first] = approval.plan.stages
  const timers = timersOf(approval, first, begins)
  return wishesOf(approval.plan, first)
    .filter(({ kind, number }) => !timers.some((each) => each.kind === kind && each.number === number))
    .map(
      (wish) =>
        `${nameOf(wish, first)} would come at or after the deadline, because of the policy's business hours or because ` +
        'the task has waited already; it is left out.',
    )
}

/** The deadline that nothing moves: beats of an outside system keep theirs ahead. */
function lastMoment({ plan, attempt, source, timeoutSeconds }: Timed): Date | null {
  const { enteredTime } = source
  const timed = { ...attempt, enteredTime, timeoutSeconds, heartbeat: null, lastBeatAt: null, expires: plan.expires }
  return deadlineOf(timed)?.at ?? null
}

function windowSeconds({ plan, timeoutSeconds }: Timed): number | null {
  const task = timeoutSeconds !== null && timeoutSeconds < NO_TIMEOUT_SECONDS ? [timeoutSeconds] : []
  const all = [...task, ...(plan.expires ? [plan.expires.afterSeconds] : [])]
  return all.length === 0 ? null : Math.min(...all)
}

const wishesOf = ({ remindAfterSeconds }: Plan, { escalation }: PlannedStage): readonly Wish[] => [
  ...(escalation ? [{ kind: 'escalate' as const, number: 0, afterSeconds: escalation.afterSeconds }] : []),
  ...remindAfterSeconds.map((afterSeconds, number) => ({ kind: 'remind' as const, number, afterSeconds })),
]

const nameOf = ({ kind, number }: Wish, { name }: PlannedStage): string =>
  kind === 'escalate' ? `The escalation of the stage “${name}”` : `Reminder ${number + 1} of the stage “${name}”`
