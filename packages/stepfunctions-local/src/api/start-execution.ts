import { randomUUID } from 'node:crypto'
import type { Machine } from '../engine/resources.ts'
import { maxPayloadBytes } from '../language/limits.ts'
import { checkArn, checkName, executionArn, expressArn } from './arn.ts'
import { jsonProblem } from './check-json.ts'
import { findMachine } from './find-machine.ts'
import { type Backend, type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'
import { modelError, ServiceError } from './service-error.ts'

export const startExecution: Operation = async (backend, body) => {
  const request = readRequest(body)
  const machineArn = request.requiredText('stateMachineArn', { min: 1, max: 256 })
  const name = request.text('name', { min: 1, max: 80 })
  const input = request.text('input', { max: maxPayloadBytes, bytes: true, sensitive: true })
  request.check()
  checkArn(machineArn, 'stateMachine')
  if (name !== undefined) checkName(name)
  const machine = findMachine(backend, machineArn)
  const inputText = input ?? '{}'
  checkInput(inputText)
  const { arn, startedAt } = await start(backend, machine, name ?? randomUUID(), inputText)
  return { executionArn: arn, startDate: seconds(startedAt) }
}

/** The same name with the same input is the same start, while it runs [REC 21-08-2024]. */
async function start(backend: Backend, machine: Machine, name: string, inputText: string) {
  if (machine.type === 'EXPRESS') {
    const express = expressArn(machine.arn, name, randomUUID())
    return backend.executions.start(machine, { arn: express, name, inputText })
  }
  const arn = executionArn(machine.arn, name)
  const running = backend.executions.find(arn)
  if (running === undefined) return backend.executions.start(machine, { arn, name, inputText })
  if (running.status === 'RUNNING' && running.inputText === inputText) {
    await running.journal.sync()
    return running
  }
  throw modelError('ExecutionAlreadyExists', arn)
}

export function checkInput(text: string): void {
  const problem = text === '' ? 'Invalid execution input.' : jsonProblem(text)
  if (problem === undefined) return
  throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`)
}
