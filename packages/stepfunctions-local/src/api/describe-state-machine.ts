import type { MachineSnapshot } from '../engine/execution.ts'
import { checkArn } from './arn.ts'
import { findExecution } from './find-execution.ts'
import { findMachine } from './find-machine.ts'
import { type Operation, type Reply, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'

export const describeStateMachine: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('stateMachineArn', { min: 1, max: 256 })
  request.check()
  checkArn(arn, 'stateMachine')
  const machine = findMachine(backend, arn)
  return {
    ...machineView(machine),
    status: 'ACTIVE',
    type: machine.type,
    creationDate: seconds(machine.createdAt),
  }
}

/** The definition an execution runs by, which a later update of the machine does not change. */
export const describeStateMachineForExecution: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('executionArn', { min: 1, max: 256 })
  request.check()
  const { machine, share } = findExecution(backend, arn)
  const ofMapRun = share === undefined ? {} : { mapRunArn: share.mapRunArn, label: machine.arn.split('/')[1] }
  return { ...machineView(machine), ...ofMapRun, updateDate: seconds(machine.updatedAt) }
}

function machineView({ arn, name, definitionText, roleArn, revisionId }: MachineSnapshot): Reply {
  return {
    stateMachineArn: arn,
    name,
    definition: definitionText,
    roleArn,
    revisionId,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  }
}
