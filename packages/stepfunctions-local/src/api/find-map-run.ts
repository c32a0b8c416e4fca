import type { Execution } from '../engine/execution.ts'
import type { MapRun } from '../engine/map-run.ts'
import { checkArn } from './arn.ts'
import type { Backend } from './operation.ts'
import { modelError } from './service-error.ts'

/** A Map Run and the execution it belongs to. */
export function findMapRun({ executions }: Backend, arn: string): { parent: Execution; run: MapRun } {
  checkArn(arn, 'mapRun')
  for (const parent of executions.list()) {
    const run = parent.mapRuns.find((each) => each.arn === arn)
    if (run === undefined) continue
    parent.journal.flush()
    return { parent, run }
  }
  throw modelError('ResourceNotFound', arn)
}
