import type { Execution } from '../engine/execution.ts'
import { checkArn } from './arn.ts'
import type { Backend } from './operation.ts'
import { modelError } from './service-error.ts'

/** Express executions have no description, history, stop or redrive [REC 03-07-2024]. */
export function findExecution({ executions }: Backend, arn: string): Execution {
  checkArn(arn, 'execution')
  const execution = executions.find(arn)
  if (execution === undefined) throw modelError('ExecutionDoesNotExist', arn)
  // J2: what is about to be told must outlive this process.
  execution.journal.flush()
  return execution
}
