import { randomUUID } from 'node:crypto'
import { checkArn } from './arn.ts'
import { findMachine } from './find-machine.ts'
import { type Operation, seconds } from './operation.ts'
import { readDefinition } from './read-definition.ts'
import { readRequest } from './read-request.ts'
import { checkRoleArn } from './role-arn.ts'
import { ServiceError } from './service-error.ts'

/** Executions that run keep the definition they were started with. */
export const updateStateMachine: Operation = async (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('stateMachineArn', { min: 1, max: 256 })
  const definitionText = request.text('definition', { min: 1, max: 1_048_576, sensitive: true })
  const roleArn = request.text('roleArn', { min: 1, max: 256 })
  request.check()
  checkArn(arn, 'stateMachine')
  const machine = findMachine(backend, arn)
  if (definitionText === undefined && roleArn === undefined) {
    throw new ServiceError('MissingRequiredParameter', 'Either the definition or the role ARN must be specified')
  }
  if (roleArn !== undefined) checkRoleArn(roleArn)
  const definition = definitionText === undefined ? machine.definition : readDefinition(definitionText, machine.type)
  const updatedAt = backend.runtime.clock.now()
  const revisionId = randomUUID()
  await backend.machines.save({
    ...machine,
    definition,
    definitionText: definitionText ?? machine.definitionText,
    roleArn: roleArn ?? machine.roleArn,
    revisionId,
    updatedAt,
  })
  return { updateDate: seconds(updatedAt), revisionId }
}
