import type { TokenAnswer } from '../engine/tokens.ts'
import type { Json } from '../language/json.ts'
import type { RandomSource } from '../language/random-source.ts'
import type { ServiceResource, TaskResource } from './resource.ts'

/** One call of a task's target. */
export interface TaskCall {
  readonly resource: TaskResource
  readonly parameters: Json
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly stateName: string
  readonly retryCount: number
  readonly taskToken?: string
  /** The same draws in a replay, for targets that need a generated name. */
  readonly random: RandomSource
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal
}

export interface Integrations {
  /** Refuses, before anything is scheduled, parameters that AWS would not start the task with. */
  check(resource: ServiceResource, parameters: Json): void
  /** The result of the call; a TaskError when the target answered with one. */
  call(call: TaskCall): Promise<Json>
  /** `.sync`: reports the end of the job that `call` started. */
  follow(resource: ServiceResource, started: Json, report: (answer: TokenAnswer) => void): Following
}

/** A job that is waited for. */
export interface Following {
  /** Nobody waits any more; the job goes on. */
  leave(): void
  /** Nobody wants the job any more. */
  cancel(): void
}

/** What the task fails with: these words go into the history and to Retry and Catch. */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly error: string
  override readonly cause: string | undefined

  constructor(error: string, cause?: string) {
    super(cause === undefined ? error : `${error}: ${cause}`)
    this.error = error
    this.cause = cause
  }
}
