import { findActivity } from './find-activity.ts'
import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'
import { modelError } from './service-error.ts'

/** The service holds a poll this long before it answers that there is nothing to do (API reference). */
const pollMs = 60_000

/** AWS, "Service quotas": pollers calling GetActivityTask per ARN. */
const maxPollers = 1_000

export const getActivityTask: Operation = async (backend, body, { signal }) => {
  const request = readRequest(body)
  const arn = request.requiredText('activityArn', { min: 1, max: 256 })
  const workerName = request.text('workerName', { min: 1, max: 80 })
  request.check()
  findActivity(backend, arn)
  const { activities, clock } = backend.runtime
  if (activities.pollers(arn) >= maxPollers) {
    throw modelError('ActivityWorkerLimitExceeded', 'The maximum number of workers is polling')
  }
  const enough = new AbortController()
  const stopTimer = clock.at(clock.now() + pollMs, () => enough.abort())
  const over = AbortSignal.any([signal, enough.signal])
  let task = await activities.take(arn, over)
  // A task may end between leaving the queue and reaching its worker.
  while (task !== undefined && !(await task.start(workerName))) task = await activities.take(arn, over)
  stopTimer()
  return task === undefined ? {} : { taskToken: task.token, input: task.input }
}
