import { checkArn } from './arn.ts'
import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'

/** Deleting what is not there is no error; executions that run go on to their end. */
export const deleteStateMachine: Operation = async (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('stateMachineArn', { min: 1, max: 256 })
  request.check()
  checkArn(arn, 'stateMachine')
  await backend.machines.delete(arn)
  return {}
}
