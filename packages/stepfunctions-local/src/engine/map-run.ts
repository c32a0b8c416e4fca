/** The run of a Distributed Map that an execution started; `map-run-status.ts` tells how far it is. */
export interface MapRun {
  readonly arn: string
  /** Of the attempt of the Map state, under which its events are recorded. */
  readonly path: string
  readonly stateMachineArn: string
  readonly startedAt: number
  readonly maxConcurrency: number
  readonly toleratedFailureCount: number
  readonly toleratedFailurePercentage: number
  readonly children: number
  readonly items: number
}

/** Of a child execution: the Map Run that started it, and how many items it works on. */
export interface MapRunShare {
  readonly mapRunArn: string
  readonly items: number
}
