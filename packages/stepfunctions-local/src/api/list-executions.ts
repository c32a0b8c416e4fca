import { checkArn } from './arn.ts'
import { executionItem } from './execution-views.ts'
import { findMachine } from './find-machine.ts'
import { type Operation, present } from './operation.ts'
import { pageOf } from './page-token.ts'
import { readRequest } from './read-request.ts'
import { typeNotSupported } from './service-error.ts'

/** In the order of AWS's message [REC 14-03-2024]. */
const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING']

/** The most recent first. */
export const listExecutions: Operation = (backend, body) => {
  const request = readRequest(body)
  const machine = request.requiredText('stateMachineArn', { min: 1, max: 256 })
  const status = request.text('statusFilter', { oneOf: statuses })
  const redriven = request.text('redriveFilter', { oneOf: ['REDRIVEN', 'NOT_REDRIVEN'] })
  const maxResults = request.count('maxResults', { min: 0, max: 1_000 })
  const token = request.text('nextToken', { min: 1, max: 3_096 })
  request.check()
  checkArn(machine, 'stateMachine')
  if (findMachine(backend, machine).type === 'EXPRESS') throw typeNotSupported()
  const executions = [...backend.executions.list()]
    .filter((execution) => execution.machine.arn === machine)
    .filter((execution) => status === undefined || execution.status === status)
    .filter((execution) => redriven === undefined || execution.redriveCount > 0 === (redriven === 'REDRIVEN'))
    .reverse()
    .sort((left, right) => right.startedAt - left.startedAt)
  const page = pageOf(executions, { scope: `executions ${machine} ${status} ${redriven}`, token, maxResults })
  return { executions: page.items.map((execution) => present(executionItem(execution))), nextToken: page.nextToken }
}
