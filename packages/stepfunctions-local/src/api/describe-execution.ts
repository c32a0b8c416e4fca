import { executionView } from './execution-views.ts'
import { findExecution } from './find-execution.ts'
import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'

export const describeExecution: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('executionArn', { min: 1, max: 256 })
  const included = request.text('includedData', { oneOf: ['ALL_DATA', 'METADATA_ONLY'] })
  request.check()
  return executionView(findExecution(backend, arn), backend.runtime.clock.now(), included !== 'METADATA_ONLY')
}
