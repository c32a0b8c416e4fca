import type { HeartbeatMode } from '@countersign/shared/statuses'
import type { Deadline } from './approval.ts'

/** Step Functions takes this many seconds as "no timeout". */
const NO_TIMEOUT_SECONDS = 99_999_999

export interface TimedAttempt {
  readonly retryCount: number
  readonly redriveCount: number
  readonly registeredAt: Date
  /** `$$.State.EnteredTime` as written. */
  readonly enteredTime: string | null
  readonly timeoutSeconds: number | null
  readonly heartbeat: { readonly mode: HeartbeatMode; readonly seconds: number } | null
  readonly lastBeatAt: Date | null
}

/**
 * When Step Functions stops waiting. TimeoutSeconds counts from the start of the attempt: the first one starts as the
 * state is entered, a retry starts later than that, so its registration is the nearest instant known. Heartbeats sent
 * by Countersign are no deadline; those of an outside system are. The earlier one wins.
 */
export function deadlineOf(attempt: TimedAttempt): Deadline | null {
  const timeout = timeoutOf(attempt)
  const heartbeat = heartbeatOf(attempt)
  if (timeout && heartbeat) return heartbeat.at < timeout.at ? heartbeat : timeout
  return timeout ?? heartbeat
}

function timeoutOf(attempt: TimedAttempt): Deadline | null {
  if (attempt.timeoutSeconds === null || attempt.timeoutSeconds >= NO_TIMEOUT_SECONDS) return null
  return { at: addSeconds(startOf(attempt), attempt.timeoutSeconds), because: 'task timeout' }
}

function startOf({ retryCount, redriveCount, enteredTime, registeredAt }: TimedAttempt): Date {
  if (retryCount > 0 || redriveCount > 0 || enteredTime === null) return registeredAt
  const enteredAt = new Date(enteredTime)
  // A clock of the engine ahead of ours must not lengthen the deadline.
  return enteredAt < registeredAt ? enteredAt : registeredAt
}

function heartbeatOf({ heartbeat, lastBeatAt, registeredAt }: TimedAttempt): Deadline | null {
  if (heartbeat?.mode !== 'external') return null
  return { at: addSeconds(lastBeatAt ?? registeredAt, heartbeat.seconds), because: 'external heartbeat' }
}

export const addSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1_000)
