import type { PolicyExpiry } from '@countersign/shared/policy-document'
import type { CloseReason, HeartbeatMode } from '@countersign/shared/statuses'
import type { Deadline } from './approval.ts'

/** Step Functions takes this many seconds as "no timeout". */
export const NO_TIMEOUT_SECONDS = 99_999_999

export interface TimedAttempt {
  readonly retryCount: number
  readonly redriveCount: number
  readonly registeredAt: Date
  /** `$$.State.EnteredTime` as written. */
  readonly enteredTime: string | null
  readonly timeoutSeconds: number | null
  readonly heartbeat: { readonly mode: HeartbeatMode; readonly seconds: number } | null
  readonly lastBeatAt: Date | null
  /** What the pinned policy says of time. */
  readonly expires: PolicyExpiry | null
  /** When the engine's clock began, once the execution's history has told. */
  readonly startedAt?: Date
}

/**
 * When it is too late to decide. Step Functions stops waiting when TimeoutSeconds are over: they count from the start of
 * the attempt, the first one starts as the state is entered, a retry starts later than that, so its registration is the
 * nearest instant known until the history tells. Heartbeats sent by Countersign are no deadline; those of an outside
 * system are. A policy may end the wait sooner. The earliest one wins.
 */
export function deadlineOf(attempt: TimedAttempt): Deadline | null {
  const deadlines = [timeoutOf(attempt), heartbeatOf(attempt), expiryOf(attempt)].filter((each) => each !== null)
  const [first, ...others] = deadlines
  return first ? others.reduce((earliest, each) => (each.at < earliest.at ? each : earliest), first) : null
}

/** Why an approval ended whose deadline passed, where nothing else is known. */
export function reasonAt({ because }: Deadline): CloseReason {
  switch (because) {
    case 'task timeout':
      return 'task_timed_out'
    case 'external heartbeat':
      return 'heartbeat_missed'
    case 'policy time-out':
      return 'policy_expired'
    case 'policy failure':
    case 'policy success':
      return 'policy_answered'
  }
}

function timeoutOf(attempt: TimedAttempt): Deadline | null {
  const { timeoutSeconds, startedAt } = attempt
  if (timeoutSeconds === null || timeoutSeconds >= NO_TIMEOUT_SECONDS) return null
  const deadline = { at: addSeconds(startOf(attempt), timeoutSeconds), because: 'task timeout' } as const
  return startedAt ? { ...deadline, source: 'history' } : deadline
}

function startOf({ retryCount, redriveCount, enteredTime, registeredAt, startedAt }: TimedAttempt): Date {
  const begun = startedAt ?? (retryCount > 0 || redriveCount > 0 || enteredTime === null ? null : new Date(enteredTime))
  // A clock of the engine ahead of ours must not lengthen the deadline.
  return begun && begun < registeredAt ? begun : registeredAt
}

function heartbeatOf({ heartbeat, lastBeatAt, registeredAt, startedAt }: TimedAttempt): Deadline | null {
  if (heartbeat?.mode !== 'external') return null
  const deadline = {
    at: addSeconds(lastBeatAt ?? registeredAt, heartbeat.seconds),
    because: 'external heartbeat',
  } as const
  return startedAt ? { ...deadline, source: 'history' } : deadline
}

const BY_POLICY = { 'time-out': 'policy time-out', fail: 'policy failure', succeed: 'policy success' } as const

/** Each attempt is asked anew, so each gets the policy's time. */
function expiryOf({ expires, registeredAt }: TimedAttempt): Deadline | null {
  return expires && { at: addSeconds(registeredAt, expires.afterSeconds), because: BY_POLICY[expires.answer.kind] }
}

export const addSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1_000)
