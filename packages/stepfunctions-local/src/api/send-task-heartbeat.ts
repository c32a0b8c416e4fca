import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'
import { findTask } from './send-task.ts'

/** Leaves no event; a task without HeartbeatSeconds accepts it too. */
export const sendTaskHeartbeat: Operation = (backend, body) => {
  const request = readRequest(body)
  const token = request.requiredText('taskToken', { min: 1, max: 2_048, sensitive: true })
  request.check()
  findTask(backend, token).heartbeat()
  return {}
}
