import { findExecution } from './find-execution.ts'
import { type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'

/** Stopping an ended execution is no error: it answers with the instant it ended at. */
export const stopExecution: Operation = async (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('executionArn', { min: 1, max: 256 })
  const error = request.text('error', { max: 256, sensitive: true })
  const cause = request.text('cause', { max: 32_768, sensitive: true })
  request.check()
  const execution = findExecution(backend, arn)
  await backend.executions.stop(execution, {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  })
  return { stopDate: seconds(execution.stoppedAt ?? backend.runtime.clock.now()) }
}
