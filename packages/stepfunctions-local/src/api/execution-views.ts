import type { Execution } from '../engine/execution.ts'
import { maxEvents } from '../engine/history.ts'
import { type Reply, seconds } from './operation.ts'

/** AWS, "Redriving executions". */
const redrivableMs = 14 * 24 * 3_600_000

function redriveState(execution: Execution, now: number): { redriveStatus: string; redriveStatusReason?: string } {
  const reason = notRedrivable(execution, now)
  if (reason !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason }
  return { redriveStatus: execution.share === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' }
}

export function notRedrivable(execution: Execution, now: number): string | undefined {
  const { status, stoppedAt } = execution
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`
  if (execution.history.length >= maxEvents - 1) return 'Execution event history size is too large to be redriven'
  if (stoppedAt !== undefined && now - stoppedAt > redrivableMs) return 'Execution has exceeded the redrivable period'
  return undefined
}

export function executionView(execution: Execution, now: number, includeData: boolean): Reply {
  const { stoppedAt, redrivenAt, inputText, outputText } = execution
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    mapRunArn: execution.share?.mapRunArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    stopDate: stoppedAt === undefined ? undefined : seconds(stoppedAt),
    input: includeData ? inputText : undefined,
    inputDetails: { included: includeData },
    output: includeData ? outputText : undefined,
    outputDetails: outputText === undefined ? undefined : { included: includeData },
    error: includeData ? execution.error : undefined,
    cause: includeData ? execution.cause : undefined,
    redriveCount: execution.redriveCount,
    redriveDate: redrivenAt === undefined ? undefined : seconds(redrivenAt),
    ...redriveState(execution, now),
  }
}

/** Of the children of a Map Run it says which, and how many items each works on [MODEL: ExecutionListItem]. */
export function executionItem(execution: Execution, ofMapRun: boolean): Reply {
  const { stoppedAt, redrivenAt, share } = execution
  return {
    ...(ofMapRun ? { mapRunArn: share?.mapRunArn, itemCount: share?.items } : {}),
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    stopDate: stoppedAt === undefined ? undefined : seconds(stoppedAt),
    redriveCount: execution.redriveCount,
    redriveDate: redrivenAt === undefined ? undefined : seconds(redrivenAt),
  }
}
