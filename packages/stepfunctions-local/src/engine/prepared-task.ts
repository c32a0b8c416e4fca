import type { TaskState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import type { TaskLimits } from '../language/task-limits.ts'
import type { Step } from './step.ts'

/** All that one attempt of a task is made with, evaluated anew for each. */
export interface PreparedTask {
  readonly step: Step<TaskState>
  readonly path: string
  readonly previous: number
  readonly retryCount: number
  readonly parameters: Json
  readonly limits: TaskLimits
  readonly credentials: Json | undefined
  readonly token: string | undefined
}
