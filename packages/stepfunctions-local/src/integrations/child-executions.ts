import type { Backend } from '../api/operation.ts'
import { ServiceError } from '../api/service-error.ts'
import { startExecution } from '../api/start-execution.ts'
import type { Execution } from '../engine/execution.ts'
import { TaskError } from './integration.ts'
import type { ChildExecutions } from './start-child.ts'

/** Starts children through the same door as everyone else. */
export function createChildExecutions(backend: () => Backend): ChildExecutions {
  return {
    async start({ stateMachineArn, name, input }) {
      try {
        const { executionArn } = await startExecution(
          backend(),
          { stateMachineArn, name, input },
          { signal: new AbortController().signal },
        )
        return backend().executions.find(String(executionArn)) as Execution
      } catch (error) {
        throw asTaskError(error)
      }
    },
    find: (arn) => backend().executions.find(arn),
    stop(execution) {
      void backend().executions.stop(execution, {})
    },
  }
}

function asTaskError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error
  const code = error.type.slice(error.type.indexOf('#') + 1)
  return new TaskError(
    `StepFunctions.${code}Exception`,
    `${error.message} (Service: AWSStepFunctions; Status Code: ${error.status}; Error Code: ${code})`,
  )
}
