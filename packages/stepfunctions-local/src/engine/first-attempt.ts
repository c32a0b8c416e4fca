import type { Step } from './step.ts'

/**
 * Where a Parallel or Map begins. A redrive takes up the last attempt that was begun before it, so that branches and
 * items which had succeeded keep their results (AWS docs, "Redriving executions").
 */
export function firstAttempt(step: Step): number {
  const { execution, path } = step
  let number = 0
  for (let next = 1; ; next++) {
    const started = execution.recorded.get(`${path}/a${next}/started`)
    if (started === undefined || started.redrive >= execution.redriveCount) return number
    number = next
  }
}
