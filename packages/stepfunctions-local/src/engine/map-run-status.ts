import type { Execution } from './execution.ts'
import type { MapRun } from './map-run.ts'

export interface MapRunStatus {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  readonly stoppedAt?: number
  readonly redriveCount: number
  readonly redrivenAt?: number
}

/** The keys of a run's own events, one set for each redrive of its execution but the success, which is for good. */
export const mapRunKeys = {
  started: (path: string) => `${path}/mapRun`,
  succeeded: (path: string) => `${path}/mapRunSucceeded`,
  redriven: (path: string, redrive: number) => `${path}/r${redrive}/mapRunRedriven`,
  failed: (path: string, redrive: number) => `${path}/r${redrive}/mapRunFailed`,
}

/** Read from the parent's own history, so that it is the same after a restart. */
export function mapRunStatus(parent: Execution, { path }: MapRun): MapRunStatus {
  const { recorded, redriveCount } = parent
  const redrives = Array.from({ length: redriveCount }, (_, n) => recorded.get(mapRunKeys.redriven(path, n + 1)))
  const seen = redrives.flatMap((each) => (each === undefined ? [] : [each.event.timestamp]))
  const facts = {
    redriveCount: seen.length,
    ...(seen.length === 0 ? {} : { redrivenAt: Math.max(...seen) }),
  }
  const succeeded = recorded.get(mapRunKeys.succeeded(path))
  if (succeeded !== undefined) return { ...facts, status: 'SUCCEEDED', stoppedAt: succeeded.event.timestamp }
  const failed = recorded.get(mapRunKeys.failed(path, redriveCount))
  if (failed !== undefined) return { ...facts, status: 'FAILED', stoppedAt: failed.event.timestamp }
  if (parent.status === 'RUNNING') return { ...facts, status: 'RUNNING' }
  return { ...facts, status: 'ABORTED', ...(parent.stoppedAt === undefined ? {} : { stoppedAt: parent.stoppedAt }) }
}
