import type { Execution } from '../engine/execution.ts'
import { checkArn } from './arn.ts'
import { childrenOf } from './describe-map-run.ts'
import { executionItem } from './execution-views.ts'
import { findMachine } from './find-machine.ts'
import { findMapRun } from './find-map-run.ts'
import { type Backend, type Operation, present } from './operation.ts'
import { pageOf } from './page-token.ts'
import { readRequest } from './read-request.ts'
import { ServiceError, typeNotSupported } from './service-error.ts'

/** In the order of AWS's message [REC 14-03-2024]. */
const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING']

/** Those of a machine, or the children of a Map Run; the most recent first. */
export const listExecutions: Operation = (backend, body) => {
  const request = readRequest(body)
  const machine = request.text('stateMachineArn', { min: 1, max: 256 })
  const mapRun = request.text('mapRunArn', { min: 1, max: 2_000 })
  const status = request.text('statusFilter', { oneOf: statuses })
  const redriven = request.text('redriveFilter', { oneOf: ['REDRIVEN', 'NOT_REDRIVEN'] })
  const maxResults = request.count('maxResults', { min: 0, max: 1_000 })
  const token = request.text('nextToken', { min: 1, max: 3_096 })
  request.check()
  const executions = executionsOf(backend, machine, mapRun)
    .filter((execution) => status === undefined || execution.status === status)
    .filter((execution) => redriven === undefined || execution.redriveCount > 0 === (redriven === 'REDRIVEN'))
    .reverse()
    .sort((left, right) => right.startedAt - left.startedAt)
  const page = pageOf(executions, { scope: `executions ${machine ?? mapRun} ${status} ${redriven}`, token, maxResults })
  return {
    executions: page.items.map((execution) => present(executionItem(execution, mapRun !== undefined))),
    nextToken: page.nextToken,
  }
}

function executionsOf(backend: Backend, machine: string | undefined, mapRun: string | undefined): readonly Execution[] {
  if ((machine === undefined) === (mapRun === undefined)) {
    throw new ServiceError('ValidationException', 'Exactly one of stateMachineArn and mapRunArn must be specified', {
      namespace: 'com.amazon.coral.validate',
    })
  }
  if (mapRun !== undefined) return childrenOf(backend, findMapRun(backend, mapRun).run)
  const arn = machine ?? ''
  checkArn(arn, 'stateMachine')
  if (findMachine(backend, arn).type === 'EXPRESS') throw typeNotSupported()
  return [...backend.executions.list()].filter((execution) => execution.machine.arn === arn)
}
