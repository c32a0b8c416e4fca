import type { PendingApproval } from './approval.ts'
import { deadlineOf, NO_TIMEOUT_SECONDS } from './deadline.ts'
import type { HistoryEvent } from './history-event.ts'
import { scheduledWith } from './judge-history.ts'
import type { TaskToken } from './task-token.ts'

/** The timeouts of one task as its execution's history tells them: what the engine really goes by. */
export interface TaskFigures {
  readonly timeoutSeconds: number | null
  readonly heartbeatSeconds: number | null
  readonly startedAt: Date
}

/** `undefined`: no task of this history was scheduled with the token. */
export function figuresOf(history: readonly HistoryEvent[], token: TaskToken): TaskFigures | undefined {
  const events = [...history].sort((a, b) => a.id - b.id)
  const scheduled = scheduledWith(events, token)
  if (!scheduled) return undefined
  const started = events.find((event) => event.type === 'TaskStarted' && event.previousEventId === scheduled.id)
  return {
    timeoutSeconds: orNone(scheduled.timeoutSeconds),
    heartbeatSeconds: orNone(scheduled.heartbeatSeconds),
    startedAt: (started ?? scheduled).at,
  }
}

/**
 * The approval with the task's true figures; `null` when the registration had told them right. A heartbeat that the
 * registration kept silent about is ours to send: nobody else is known to.
 */
export function correctFigures(
  approval: PendingApproval,
  figures: TaskFigures,
  lastBeatAt: Date | null,
): Pick<PendingApproval, 'timeoutSeconds' | 'heartbeat' | 'deadline'> | null {
  const { timeoutSeconds, heartbeatSeconds, startedAt } = figures
  const same =
    timeoutSeconds === orNone(approval.timeoutSeconds) && heartbeatSeconds === orNone(approval.heartbeat?.seconds)
  if (same) return null
  const mode = approval.heartbeat?.mode ?? 'service'
  const heartbeat = heartbeatSeconds === null ? null : { mode, seconds: heartbeatSeconds }
  const { attempt, source } = approval
  const deadline = deadlineOf({
    ...attempt,
    enteredTime: source.enteredTime,
    timeoutSeconds,
    heartbeat,
    lastBeatAt,
    startedAt,
    expires: approval.plan.expires,
  })
  return { timeoutSeconds, heartbeat, deadline }
}

const orNone = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined || seconds >= NO_TIMEOUT_SECONDS ? null : seconds
