import { randomUUID } from 'node:crypto'
import type { Execution } from '../engine/execution.ts'
import { maxPayloadBytes } from '../language/limits.ts'
import { checkArn, checkName, expressArn } from './arn.ts'
import { findMachine } from './find-machine.ts'
import { type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'
import { typeNotSupported } from './service-error.ts'
import { checkInput } from './start-execution.ts'

/** Runs an Express execution and answers with its end. */
export const startSyncExecution: Operation = async (backend, body) => {
  const request = readRequest(body)
  const machineArn = request.requiredText('stateMachineArn', { min: 1, max: 256 })
  const name = request.text('name', { min: 1, max: 80 }) ?? randomUUID()
  const inputText = request.text('input', { max: maxPayloadBytes, bytes: true, sensitive: true }) ?? '{}'
  request.check()
  checkArn(machineArn, 'stateMachine')
  checkName(name)
  const machine = findMachine(backend, machineArn)
  if (machine.type !== 'EXPRESS') throw typeNotSupported()
  checkInput(inputText)
  const arn = expressArn(machine.arn, name, randomUUID())
  const execution = await backend.executions.start(machine, { arn, name, inputText })
  await ended(execution)
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    startDate: seconds(execution.startedAt),
    stopDate: seconds(execution.stoppedAt ?? execution.startedAt),
    status: execution.status,
    input: inputText,
    inputDetails: { included: true },
    output: execution.outputText,
    outputDetails: execution.outputText === undefined ? undefined : { included: true },
    error: execution.error,
    cause: execution.cause,
  }
}

async function ended(execution: Execution): Promise<void> {
  if (execution.status !== 'RUNNING') return
  await new Promise<void>((resolve) => execution.watchers.add(resolve))
}
