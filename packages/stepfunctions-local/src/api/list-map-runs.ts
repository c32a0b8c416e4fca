import { mapRunStatus } from '../engine/map-run-status.ts'
import { findExecution } from './find-execution.ts'
import { type Operation, present, seconds } from './operation.ts'
import { pageOf } from './page-token.ts'
import { readRequest } from './read-request.ts'

/** The most recent first, as ListExecutions has them; the order is not documented. */
export const listMapRuns: Operation = (backend, body) => {
  const request = readRequest(body)
  const executionArn = request.requiredText('executionArn', { min: 1, max: 256 })
  const maxResults = request.count('maxResults', { min: 0, max: 1_000 })
  const token = request.text('nextToken', { min: 1, max: 1_024 })
  request.check()
  const execution = findExecution(backend, executionArn)
  const page = pageOf([...execution.mapRuns].reverse(), { scope: `map runs ${executionArn}`, token, maxResults })
  return {
    mapRuns: page.items.map((run) => {
      const { stoppedAt } = mapRunStatus(execution, run)
      return present({
        executionArn,
        mapRunArn: run.arn,
        stateMachineArn: run.stateMachineArn,
        startDate: seconds(run.startedAt),
        stopDate: stoppedAt === undefined ? undefined : seconds(stoppedAt),
      })
    }),
    nextToken: page.nextToken,
  }
}
