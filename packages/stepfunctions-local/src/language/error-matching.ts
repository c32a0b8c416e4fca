export interface FailureKind {
  /** True when the task's heartbeat ran out, as opposed to its timeout. */
  readonly heartbeat: boolean
  /** True when the error is how a task ended, as opposed to a state that could not pass its data on. */
  readonly fromTask?: boolean
}

/**
 * Errors that `States.ALL` and `States.TaskFailed` never match: nothing in the workflow can repair them. A task result
 * that is too large is the exception; States.ALL caught it (recorded 21-03-2024, docs/decisions/0008).
 */
function escapesWildcards(error: string, kind: FailureKind): boolean {
  return error === 'States.Runtime' || (error === 'States.DataLimitExceeded' && kind.fromTask !== true)
}

/**
 * Whether a Retry or Catch entry takes an error (AWS docs, "Handling errors in Step Functions workflows").
 * Names are compared exactly and case matters. A missing error name counts as the empty string: only the
 * wildcards match it, as recorded on AWS for SendTaskFailure without an error (29-04-2024).
 */
export function matchesError(errorEquals: readonly string[], error: string, kind: FailureKind): boolean {
  return errorEquals.some((name) => {
    if (name === error) return true
    if (name === 'States.ALL') return !escapesWildcards(error, kind)
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && !escapesWildcards(error, kind)
    // A heartbeat that ran out is reported as States.Timeout and may be caught by either name.
    if (name === 'States.HeartbeatTimeout') return kind.heartbeat && error === 'States.Timeout'
    return name === 'States.Timeout' && kind.heartbeat && error === 'States.HeartbeatTimeout'
  })
}
