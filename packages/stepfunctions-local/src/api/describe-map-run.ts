import type { Execution } from '../engine/execution.ts'
import type { MapRun } from '../engine/map-run.ts'
import { mapRunStatus } from '../engine/map-run-status.ts'
import type { JsonObject } from '../language/json.ts'
import { findMapRun } from './find-map-run.ts'
import { type Backend, type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'

export const describeMapRun: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('mapRunArn', { min: 1, max: 2_000 })
  request.check()
  const { parent, run } = findMapRun(backend, arn)
  const { status, stoppedAt, redriveCount, redrivenAt } = mapRunStatus(parent, run)
  const children = childrenOf(backend, run)
  return {
    mapRunArn: run.arn,
    executionArn: parent.arn,
    status,
    startDate: seconds(run.startedAt),
    stopDate: stoppedAt === undefined ? undefined : seconds(stoppedAt),
    maxConcurrency: run.maxConcurrency,
    toleratedFailurePercentage: run.toleratedFailurePercentage,
    toleratedFailureCount: run.toleratedFailureCount,
    itemCounts: counts(children, run.items, ({ share }) => share?.items ?? 0),
    executionCounts: counts(children, run.children, () => 1),
    redriveCount,
    redriveDate: redrivenAt === undefined ? undefined : seconds(redrivenAt),
  }
}

export const childrenOf = ({ executions }: Backend, { arn }: MapRun): readonly Execution[] =>
  [...executions.list()].filter(({ share }) => share?.mapRunArn === arn)

const states = {
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  timedOut: 'TIMED_OUT',
  aborted: 'ABORTED',
} as const

function counts(children: readonly Execution[], total: number, weigh: (child: Execution) => number): JsonObject {
  let begun = 0
  const found: JsonObject = {}
  for (const [name, status] of Object.entries(states)) {
    const sum = children.filter((child) => child.status === status).reduce((seen, child) => seen + weigh(child), 0)
    begun += sum
    found[name] = sum
  }
  return {
    ...found,
    pending: Math.max(total - begun, 0),
    total,
    resultsWritten: 0,
    failuresNotRedrivable: 0,
    pendingRedrive: 0,
  }
}
