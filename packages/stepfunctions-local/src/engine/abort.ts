import type { Clock } from './clock.ts'
import type { Execution } from './execution.ts'
import { emit } from './history.ts'
import type { Whereabouts } from './step.ts'

/** Records that the states standing in a graph were given up, innermost first; all follow the failure that did it. */
export function recordAborts(clock: Clock, execution: Execution, whereabouts: Whereabouts, previous: number): void {
  for (const inner of whereabouts.inner) recordAborts(clock, execution, inner, previous)
  const { state } = whereabouts
  if (state?.type !== 'Task' && state?.type !== 'Wait' && state?.type !== 'Parallel' && state?.type !== 'Map') return
  emit(clock, execution, {
    key: `${state.path}/r${execution.redriveCount}/aborted`,
    type: `${state.type}StateAborted`,
    previous,
  })
}
