import { notRedrivable } from './execution-views.ts'
import { findExecution } from './find-execution.ts'
import { type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'
import { ServiceError } from './service-error.ts'

/** A client token makes the call idempotent for so long (API reference, RedriveExecution). */
const tokenLifeMs = 15 * 60_000

export const redriveExecution: Operation = async (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('executionArn', { min: 1, max: 256 })
  const clientToken = request.text('clientToken', { min: 1, max: 64 })
  request.check()
  const { clock } = backend.runtime
  const execution = findExecution(backend, arn)
  const { redrivenAt, redriveToken } = execution
  const repeated =
    clientToken !== undefined && clientToken === redriveToken && clock.now() - (redrivenAt ?? 0) < tokenLifeMs
  if (repeated) return { redriveDate: seconds(redrivenAt ?? 0) }
  const reason =
    execution.share === undefined
      ? notRedrivable(execution, clock.now())
      : 'Execution was started by a Map Run and is redriven with the execution that started it'
  if (reason !== undefined) throw new ServiceError('ExecutionNotRedrivable', reason)
  await backend.executions.redrive(execution, clientToken)
  return { redriveDate: seconds(execution.redrivenAt ?? clock.now()) }
}
