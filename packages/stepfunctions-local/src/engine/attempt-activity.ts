import { StatesError } from '../language/states-error.ts'
import type { RecordedEvent } from './execution.ts'
import type { PreparedTask } from './prepared-task.ts'
import { createTaskAttempt } from './task-attempt.ts'

/** An attempt that waits in an activity's queue until a worker polls for it; its clocks start then. */
export async function attemptActivity(prepared: PreparedTask, arn: string): Promise<RecordedEvent> {
  const { step, path, limits, token } = prepared
  const { runtime, execution, life } = step
  if (runtime.activities.find(arn) === undefined) {
    throw new StatesError('States.Runtime', `The activity ${arn} does not exist.`)
  }
  const input = JSON.stringify(prepared.parameters)
  const attempt = createTaskAttempt({
    runtime,
    execution,
    life,
    stateName: step.stateName,
    path,
    family: 'Activity',
    labels: {},
    limits,
    ...(token === undefined ? {} : { token }),
  })
  attempt.schedule(prepared.previous, {
    resource: arn,
    input,
    timeoutInSeconds: limits.timeoutSeconds,
    heartbeatInSeconds: limits.heartbeatSeconds,
  })
  // Taken before a restart: the worker still has the token.
  if (execution.recorded.has(`${path}/started`)) attempt.start({ beat: true })
  else if (token !== undefined) {
    runtime.activities.enqueue(arn, {
      token,
      input,
      isOpen: attempt.isOpen,
      async start(workerName) {
        if (!attempt.isOpen()) return false
        attempt.start({ beat: true, details: { workerName } })
        await execution.journal.sync()
        return true
      },
    })
  }
  return life.wait(attempt.ended)
}
