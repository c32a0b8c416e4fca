export interface FailureKind {
  /** True when the task's heartbeat ran out, as opposed to its timeout. */
  readonly heartbeat: boolean
}

/** Names that `States.ALL` and `States.TaskFailed` never match: nothing in the workflow can repair them. */
const uncatchableByWildcard = new Set(['States.Runtime', 'States.DataLimitExceeded'])

/**
 * Whether a Retry or Catch entry takes an error (AWS docs, "Handling errors in Step Functions workflows").
 * Names are compared exactly and case matters. A missing error name counts as the empty string: only the
 * wildcards match it, as recorded on AWS for SendTaskFailure without an error (29-04-2024).
 */
export function matchesError(errorEquals: readonly string[], error: string, kind: FailureKind): boolean {
  return errorEquals.some((name) => {
    if (name === error) return true
    if (name === 'States.ALL') return !uncatchableByWildcard.has(error)
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && !uncatchableByWildcard.has(error)
    // A heartbeat that ran out is reported as States.Timeout and may be caught by either name.
    if (name === 'States.HeartbeatTimeout') return kind.heartbeat && error === 'States.Timeout'
    return name === 'States.Timeout' && kind.heartbeat && error === 'States.HeartbeatTimeout'
  })
}
